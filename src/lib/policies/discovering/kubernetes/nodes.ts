import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import type { Host } from '#lib/engine/host.ts';
import { machine } from './node.machine.ts';
import type { KubernetesConfig } from './policy.ts';

const EVENTS = ['registered', 'lease ran out', 'lease was renewed', 'removed'];
const RULES = [
  'its kubelet reported',
  'no renewal of its lease was seen for {a} s (node-monitor-grace-period {b} s)',
  'its lease was renewed after {a} s of silence',
  'it holds no pod any more',
];
const REGISTERED = 0;
const RAN_OUT = 1;
const RENEWED = 2;
const REMOVED = 3;

/**
 * The node controller (pkg/controller/nodelifecycle): looks at every node's lease each `node-monitor-period`. Silence is counted
 * from the look that first saw the last renewal, by the controller's own clock and not the kubelet's. Its looks come a trifle more than
 * a period apart, so that a grace of a whole number of periods is over at the look that completes it.
 */
export class Nodes {
  private readonly host: Host;
  private readonly chart: Chart;
  private readonly events: readonly number[];
  /** By row: 1 when the lease was renewed since the last look; when a look last saw a renewal; when it was found silent. */
  private readonly renewed: Uint8Array;
  private readonly seenAt: Float64Array;
  private readonly lostAt: Float64Array;
  private readonly graceMicros: number;
  private readonly tolerationMicros: number;
  private readonly absent: number;
  private readonly unknown: number;

  constructor(build: InstanceBuild<KubernetesConfig>) {
    const { tenants, config } = build;
    this.host = build.host;
    const subjects = tenants.map(({ name }) => `node of ${name}`);
    this.chart = build.chart({ concern: 'node', machine, rules: RULES, subjects });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.renewed = build.u8(tenants.length);
    this.seenAt = build.f64(tenants.length);
    this.lostAt = build.f64(tenants.length);
    this.graceMicros = sToMicros(config.nodeMonitorGracePeriodSeconds);
    this.tolerationMicros = sToMicros(config.tolerationSeconds);
    this.absent = this.chart.state('absent');
    this.unknown = this.chart.state('unknown');
  }

  /** A kubelet was heard. */
  heard(row: number): void {
    this.renewed[row] = 1;
    if (this.chart.mode[row] !== this.absent) return;
    this.seenAt[row] = this.host.now;
    this.step(row, REGISTERED, 0, 0);
  }

  remove(row: number): void {
    this.step(row, REMOVED, 0, 0);
  }

  /** The controller looks at a node: true when it finds it silent now. */
  look(row: number): boolean {
    const { chart, host, graceMicros } = this;
    if (chart.mode[row] === this.absent) return false;
    const silence = host.now - this.seenAt[row];
    if (this.renewed[row] === 1) {
      this.renewed[row] = 0;
      this.seenAt[row] = host.now;
      if (chart.mode[row] === this.unknown) this.step(row, RENEWED, silence / MICROS_PER_S, 0);
      return false;
    }
    if (chart.mode[row] === this.unknown || silence < graceMicros) return false;
    this.lostAt[row] = host.now;
    this.step(row, RAN_OUT, silence / MICROS_PER_S, graceMicros / MICROS_PER_S);
    return true;
  }

  /** Whether it was silent for so long that its pods are deleted. */
  outlasts(row: number): boolean {
    return this.isLost(row) && this.host.now - this.lostAt[row] >= this.tolerationMicros;
  }

  isLost(row: number): boolean {
    return this.chart.mode[row] === this.unknown;
  }

  /** The controller is new: it counts from its own first look. */
  forget(): void {
    this.seenAt.fill(this.host.now);
  }

  /** Seconds since the controller last saw its lease renewed. */
  silence(row: number): number {
    return (this.host.now - this.seenAt[row]) / MICROS_PER_S;
  }

  private step(row: number, rule: number, a: number, b: number): void {
    this.chart.step(row, this.events[rule], rule, a, b);
  }
}
