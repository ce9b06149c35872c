import type { Fact, FactBar } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Checker } from '#lib/engine/contract.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import type { Host } from '#lib/engine/host.ts';
import { HostChart } from '#lib/engine/host-chart.ts';
import { machine } from './machine.ts';
import type { AlbCheckConfig } from './policy.ts';

/**
 * Health checks of an AWS Application Load Balancer's target group, after its user guide. Checks start every interval, however
 * long an answer takes. A new target needs one pass. With no healthy target it fails open: requests go to all.
 */
export function create(build: Build<AlbCheckConfig>, endpoints: Endpoints): Checker {
  return new AlbCheck(build, endpoints);
}

const EVENTS = ['first check passed', 'failed often enough', 'passed often enough', 'registered'];
const RULES = [
  'its first check passed',
  '{a} checks in a row failed (UnhealthyThresholdCount {b})',
  '{a} checks in a row passed (HealthyThresholdCount {b})',
  'it was registered anew, or the load balancer restarted',
];
const FIRST_PASSED = 0;
const FAILED = 1;
const PASSED = 2;
const REGISTERED = 3;

/** So small a share is below it only when nobody is healthy. */
const FAIL_OPEN_PERCENT = 0.001;

class AlbCheck implements Checker {
  readonly timeoutMicros: number;
  private readonly intervalMicros: number;
  private readonly host: Host;
  private readonly config: AlbCheckConfig;
  private readonly chart: HostChart;
  private readonly events: readonly number[];
  private readonly initial: number;
  private readonly healthy: number;
  /** By slot: when the check under way, or the next one, begins; passes and failures in a row. */
  private readonly starts: Float64Array;
  private readonly passes: Int32Array;
  private readonly failures: Int32Array;

  constructor(
    build: Build<AlbCheckConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.timeoutMicros = sToMicros(config.healthCheckTimeoutSeconds);
    this.intervalMicros = sToMicros(config.healthCheckIntervalSeconds);
    this.chart = new HostChart(build, endpoints, { concern: 'health', machine, rules: RULES });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.initial = this.chart.state('initial');
    this.healthy = this.chart.state('healthy');
    this.starts = build.f64(endpoints.room);
    this.passes = build.i32(endpoints.room);
    this.failures = build.i32(endpoints.room);
    if (endpoints.panicPercent === 0) endpoints.panicPercent = FAIL_OPEN_PERCENT;
  }

  first(slot: number): number {
    this.register(slot);
    this.starts[slot] = this.host.now;
    return 0;
  }

  result(slot: number, status: number): number {
    if (status === OK) this.passed(slot);
    else this.failed(slot);
    const { starts, intervalMicros } = this;
    const { now } = this.host;
    do starts[slot] += intervalMicros;
    while (starts[slot] < now);
    return starts[slot] - now;
  }

  reset(): void {
    for (let slot = 0; slot < this.endpoints.room; slot++) this.register(slot);
  }

  explain(): readonly Fact[] {
    const { endpoints } = this;
    const facts: Fact[] = [{ key: 'hosts', label: 'Checks in a row', value: '', bars: this.bars() }];
    if (endpoints.panicking) facts.push({ key: 'open', label: 'Fails open', value: 'none is healthy' });
    return facts;
  }

  private passed(slot: number): void {
    const mode = this.chart.mode(slot);
    const threshold = this.config.healthyThresholdCount;
    const passes = ++this.passes[slot];
    this.failures[slot] = 0;
    if (mode === this.initial) this.move(slot, FIRST_PASSED, false, 1, 1);
    else if (mode !== this.healthy && passes >= threshold) this.move(slot, PASSED, false, passes, threshold);
  }

  private failed(slot: number): void {
    const threshold = this.config.unhealthyThresholdCount;
    const failures = ++this.failures[slot];
    this.passes[slot] = 0;
    if (failures >= threshold) this.move(slot, FAILED, true, failures, threshold);
  }

  private move(slot: number, rule: number, isOut: boolean, a: number, b: number): void {
    if (this.chart.step(slot, this.events[rule], rule, a, b)) {
      this.endpoints.mark(slot, OUT.unhealthy, isOut);
    }
  }

  /** Out until its first pass. */
  private register(slot: number): void {
    this.passes[slot] = this.failures[slot] = 0;
    if (this.chart.mode(slot) !== this.initial) this.move(slot, REGISTERED, true, 0, 0);
    this.endpoints.mark(slot, OUT.unhealthy, true);
  }

  private bars(): FactBar[] {
    const { endpoints, config } = this;
    return Array.from(endpoints.listed.subarray(0, endpoints.listedCount), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const label = endpoints.nameOf(slot);
      const note = this.chart.stateOf(slot);
      const bad = this.failures[slot];
      if (bad > 0) return { label, value: bad, of: Math.max(bad, config.unhealthyThresholdCount), bad, note };
      const of = config.healthyThresholdCount;
      return { label, value: Math.min(this.passes[slot], of), of, note };
    });
  }
}
