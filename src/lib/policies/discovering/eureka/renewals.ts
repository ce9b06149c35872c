import type { Fact } from '#lib/base/fact.ts';
import { msToMicros, sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { EurekaConfig } from './policy.ts';
import { machine } from './self-preservation.machine.ts';

const RULES = [
  '{a} renewals in the last whole minute, and more than {b} are needed: nothing is evicted',
  '{a} renewals in the last whole minute, more than {b}: ended leases are evicted again',
];
const TOO_FEW = 0;
const ENOUGH = 1;

const EXPECTED = 0;
const THIS_MINUTE = 1;
const LAST_MINUTE = 2;
const MINUTE_TIMER = 3;
const COUNT_TIMER = 4;

const MINUTE = 0;
const COUNT = 1;
const MINUTE_MICROS = 60_000_000;

/**
 * Self-preservation: `numberOfRenewsPerMinThreshold = (int)(expectedClients * (60 / expectedInterval) * percent)`, and eviction
 * only while the renewals of the last complete minute are more than that, strictly. A registration is no renewal.
 *
 * With N clients at 30 s one silent death leaves 2 (N - 1) renewals against (int)(1.7 N): enough for 7 clients, never for fewer.
 */
export class Renewals {
  private readonly host: Host;
  private readonly config: EurekaConfig;
  private readonly chart: Chart;
  private readonly counts: Int32Array;

  constructor(
    build: InstanceBuild<EurekaConfig>,
    /** How many leases there are. */
    private readonly leases: () => number,
  ) {
    this.host = build.host;
    this.config = build.config;
    this.chart = build.chart({ concern: 'self-preservation', machine, rules: RULES });
    this.counts = build.i32(5);
    this.counts[MINUTE_TIMER] = this.counts[COUNT_TIMER] = NONE;
    this.host.wakes(this);
  }

  get threshold(): number {
    const { expectedClientRenewalIntervalSeconds, renewalPercentThreshold } = this.config;
    const expected = this.counts[EXPECTED] * (60 / expectedClientRenewalIntervalSeconds);
    // The same doubles as in Java, and the same (int).
    return Math.floor(expected * renewalPercentThreshold);
  }

  /** The server started. At the start of the run it has been up for a while: the minute before was a good one. */
  started(): void {
    const { counts, host } = this;
    counts[EXPECTED] = this.config.counting === 'spring' ? 1 : 0;
    counts[THIS_MINUTE] = 0;
    counts[LAST_MINUTE] = host.now === 0 ? MANY : 0;
    counts[MINUTE_TIMER] = host.after(MINUTE_MICROS, MINUTE);
    this.countLater();
  }

  stopped(): void {
    this.host.cancel(this.counts[MINUTE_TIMER]);
    this.host.cancel(this.counts[COUNT_TIMER]);
  }

  timer(tag: number): void {
    const { counts, host } = this;
    if (tag === MINUTE) {
      counts[MINUTE_TIMER] = host.after(MINUTE_MICROS, MINUTE);
      counts[LAST_MINUTE] = counts[THIS_MINUTE];
      counts[THIS_MINUTE] = 0;
      return;
    }
    const present = this.leases();
    const near = present > this.config.renewalPercentThreshold * counts[EXPECTED];
    if (near || !this.config.enableSelfPreservation) counts[EXPECTED] = present;
    this.countLater();
  }

  renewed(): void {
    this.counts[THIS_MINUTE]++;
  }

  came(): void {
    this.counts[EXPECTED]++;
  }

  /** Cancelled or evicted. */
  left(): void {
    if (this.counts[EXPECTED] > 0) this.counts[EXPECTED]--;
  }

  /** Whether leases may be evicted now; asked when the eviction task runs. */
  allowEviction(): boolean {
    const renewals = this.counts[LAST_MINUTE];
    const { threshold } = this;
    if (!this.config.enableSelfPreservation) return true;
    const enough = threshold > 0 && renewals > threshold;
    const rule = enough ? ENOUGH : TOO_FEW;
    this.chart.step(
      0,
      this.chart.event(enough ? 'enough renewals' : 'too few renewals'),
      rule,
      renewals,
      threshold,
    );
    return enough;
  }

  /** Whether the eviction task evicted nothing when it last ran. */
  get preserving(): boolean {
    return this.chart.mode[0] === this.chart.state('preserving');
  }

  explain(): readonly Fact[] {
    const { counts, threshold } = this;
    const last = counts[LAST_MINUTE];
    const told = last === MANY ? 'not a whole minute yet' : last;
    return [
      { key: 'mode', label: 'Self-preservation', value: this.word() },
      { key: 'renewals', label: 'Renewals in the last whole minute', value: told, line: threshold },
      { key: 'threshold', label: 'More are needed than', value: threshold },
      { key: 'expected', label: 'Clients expected to renew', value: counts[EXPECTED] },
    ];
  }

  private word(): string {
    if (!this.config.enableSelfPreservation) return 'switched off';
    return this.preserving ? 'on: nothing is evicted, whoever is dead' : 'not needed';
  }

  private countLater(): void {
    const micros = msToMicros(this.config.renewalThresholdUpdateIntervalMs);
    this.counts[COUNT_TIMER] = this.host.after(Math.min(micros, sToMicros(3_600)), COUNT);
  }
}

/** More than any threshold. */
const MANY = 0x7fffffff;
