import type { Fact, FactBar } from '#lib/base/fact.ts';
import { CONNECTION_REFUSED, OK, outcomeCode, RESET, TIMED_OUT } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS, msToMicros, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Checker } from '#lib/engine/contract.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import type { Host } from '#lib/engine/host.ts';
import { HostChart } from '#lib/engine/host-chart.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { machine } from './machine.ts';
import type { EnvoyCheckConfig } from './policy.ts';

/**
 * Envoy's active health checker (source/extensions/health_checkers/common/health_checker_base_impl.cc). The interval runs from
 * the end of a check; until there was any traffic a far longer one is used. The first pass of a host suffices. Connections
 * that fail and time-outs are counted, any other bad answer decides at once.
 */
export function create(build: Build<EnvoyCheckConfig>, endpoints: Endpoints): Checker {
  return new EnvoyCheck(build, endpoints);
}

const EVENTS = [
  'first check passed',
  'first check failed',
  'failed often enough',
  'unexpected status',
  'passed often enough',
  'forgotten',
];
const RULES = [
  'its first check passed',
  'its first check failed',
  '{a} checks in a row failed (unhealthy_threshold {b})',
  'a check was answered with an unexpected status',
  '{a} checks in a row passed (healthy_threshold {b})',
  'it came anew, or the calling process restarted',
];
const FIRST_PASSED = 0;
const FIRST_FAILED = 1;
const FAILED = 2;
const UNEXPECTED = 3;
const PASSED = 4;
const FORGOTTEN = 5;
const PARTITIONED = outcomeCode('partitioned');

class EnvoyCheck implements Checker {
  readonly timeoutMicros: number;
  private readonly host: Host;
  private readonly config: EnvoyCheckConfig;
  private readonly chart: HostChart;
  private readonly events: readonly number[];
  private readonly pending: number;
  private readonly healthy: number;
  private readonly stream: Stream;
  private readonly intervals: ReturnType<typeof intervalsOf>;
  /** By slot: passes of an unhealthy host, failures of a healthy one, in a row. */
  private readonly passes: Int32Array;
  private readonly failures: Int32Array;
  /** [whether a call was made yet, whether a host is known yet] */
  private readonly flags: Uint8Array;
  /** When the first hosts became known. */
  private readonly since: Float64Array;

  constructor(
    build: Build<EnvoyCheckConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.timeoutMicros = sToMicros(config.timeoutSeconds);
    this.intervals = intervalsOf(config);
    this.chart = new HostChart(build, endpoints, { concern: 'health', machine, rules: RULES });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.pending = this.chart.state('pending');
    this.healthy = this.chart.state('healthy');
    this.stream = build.stream('health');
    this.passes = build.i32(endpoints.room);
    this.failures = build.i32(endpoints.room);
    this.flags = build.u8(2);
    this.since = build.f64(1);
  }

  /** A host is out until its first pass; but of those known from the start nobody is asked before their first checks. */
  first(slot: number): number {
    this.forget(slot);
    const { now } = this.host;
    if (this.flags[1] === 0) this.since[0] = now;
    this.flags[1] = 1;
    this.endpoints.mark(slot, OUT.unhealthy, now > this.since[0]);
    return this.jitter(this.config.initialJitterSeconds);
  }

  result(slot: number, status: number): number {
    const base = status === OK ? this.passed(slot) : this.failed(slot, status);
    return base + this.share(base) + this.jitter(this.config.intervalJitterSeconds);
  }

  ended(): void {
    this.flags[0] = 1;
  }

  reset(): void {
    for (let slot = 0; slot < this.endpoints.room; slot++) this.forget(slot);
    this.flags.fill(0);
  }

  explain(): readonly Fact[] {
    const traffic = this.flags[0] === 1 ? 'yes' : 'not yet';
    return [
      { key: 'hosts', label: 'Checks in a row', value: '', bars: this.bars() },
      { key: 'traffic', label: 'Traffic seen', value: traffic },
    ];
  }

  /** Returns the micros until the next check. */
  private passed(slot: number): number {
    const { passes, chart, intervals, config } = this;
    const mode = chart.mode(slot);
    this.failures[slot] = 0;
    let isSettled = true;
    if (mode === this.pending) this.move(slot, FIRST_PASSED, false, 1, 1);
    else if (mode !== this.healthy) {
      isSettled = ++passes[slot] >= config.healthyThreshold;
      if (isSettled) this.move(slot, PASSED, false, passes[slot], config.healthyThreshold);
    }
    if (this.flags[0] === 0) return isSettled ? intervals.quietHealthy : intervals.quiet;
    return isSettled ? intervals.usual : intervals.healthyEdge;
  }

  private failed(slot: number, status: number): number {
    const { failures, chart, intervals, config } = this;
    const mode = chart.mode(slot);
    this.passes[slot] = 0;
    let isSettled = true;
    if (mode === this.pending) this.move(slot, FIRST_FAILED, true, 1, 1);
    else if (mode === this.healthy && !isNetwork(status)) this.move(slot, UNEXPECTED, true, 0, 0);
    else if (mode === this.healthy) {
      isSettled = ++failures[slot] >= config.unhealthyThreshold;
      if (isSettled) this.move(slot, FAILED, true, failures[slot], config.unhealthyThreshold);
    }
    if (this.flags[0] === 0) return intervals.quiet;
    return isSettled ? intervals.unhealthy : intervals.unhealthyEdge;
  }

  private move(slot: number, rule: number, isOut: boolean, a: number, b: number): void {
    this.chart.step(slot, this.events[rule], rule, a, b);
    this.endpoints.mark(slot, OUT.unhealthy, isOut);
    this.passes[slot] = this.failures[slot] = 0;
  }

  private forget(slot: number): void {
    if (this.chart.mode(slot) !== this.pending) this.move(slot, FORGOTTEN, false, 0, 0);
  }

  private share(micros: number): number {
    const most = Math.floor((this.config.intervalJitterPercent * Math.floor(micros / MICROS_PER_MS)) / 100);
    return most === 0 ? 0 : msToMicros(this.stream.below(most));
  }

  private jitter(seconds: number): number {
    const micros = sToMicros(seconds);
    return micros < MICROS_PER_MS ? 0 : msToMicros(this.stream.below(Math.floor(micros / MICROS_PER_MS)));
  }

  private bars(): FactBar[] {
    const { endpoints, config, chart } = this;
    return Array.from(endpoints.listed.subarray(0, endpoints.listedCount), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const label = endpoints.nameOf(slot);
      const isHealthy = chart.mode(slot) === this.healthy;
      const note = chart.stateOf(slot);
      if (!isHealthy) return { label, value: this.passes[slot], of: config.healthyThreshold, note };
      const bad = this.failures[slot];
      return { label, value: bad, of: config.unhealthyThreshold, bad, note };
    });
  }
}

function isNetwork(status: number): boolean {
  return status === TIMED_OUT || status === CONNECTION_REFUSED || status === RESET || status === PARTITIONED;
}

/** In micros; those that are not set follow the ones that are. */
function intervalsOf(config: EnvoyCheckConfig) {
  const or = (seconds: number, otherwise: number) => (seconds === 0 ? otherwise : sToMicros(seconds));
  const usual = sToMicros(config.intervalSeconds);
  const unhealthy = or(config.unhealthyIntervalSeconds, usual);
  const quiet = sToMicros(config.noTrafficIntervalSeconds);
  return {
    usual,
    unhealthy,
    unhealthyEdge: or(config.unhealthyEdgeIntervalSeconds, unhealthy),
    healthyEdge: or(config.healthyEdgeIntervalSeconds, usual),
    quiet,
    quietHealthy: or(config.noTrafficHealthyIntervalSeconds, quiet),
  };
}
