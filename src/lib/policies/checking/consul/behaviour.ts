import type { Fact, FactBar } from '#lib/base/fact.ts';
import { OK, outcomeCode } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Checker } from '#lib/engine/contract.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import { HostChart } from '#lib/engine/host-chart.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { machine } from './machine.ts';
import type { ConsulCheckConfig } from './policy.ts';

/**
 * A Consul agent's HTTP check (agent/checks/check.go): it waits at random within one interval, then checks, and waits an
 * interval from the end of each check. Its `StatusHandler` counts good and bad results in a row; both counters start at their
 * threshold, so the very first result applies.
 */
export function create(build: Build<ConsulCheckConfig>, endpoints: Endpoints): Checker {
  return new ConsulCheck(build, endpoints);
}

const EVENTS = ['passes', 'warns', 'fails', 'registered'];
const RULES = [
  '{a} good results in a row (success_before_passing {b})',
  '{a} failures in a row, or an answer 429 (failures_before_warning {b})',
  '{a} failures in a row (failures_before_critical {b})',
  'it was registered anew, or the agent restarted: critical until its first result',
];
const PASSES = 0;
const WARNS = 1;
const FAILS = 2;
const REGISTERED = 3;
const TOO_MANY_REQUESTS = outcomeCode('rate-limited');

class ConsulCheck implements Checker {
  readonly timeoutMicros: number;
  private readonly intervalMicros: number;
  private readonly config: ConsulCheckConfig;
  private readonly beforeWarning: number;
  private readonly chart: HostChart;
  private readonly events: readonly number[];
  private readonly critical: number;
  private readonly warning: number;
  private readonly stream: Stream;
  /** By slot: good and bad results in a row. */
  private readonly successes: Int32Array;
  private readonly failures: Int32Array;

  constructor(
    build: Build<ConsulCheckConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    this.config = config;
    this.timeoutMicros = sToMicros(config.timeoutSeconds);
    this.intervalMicros = sToMicros(config.intervalSeconds);
    this.beforeWarning = config.failuresBeforeWarning || config.failuresBeforeCritical;
    this.chart = new HostChart(build, endpoints, { concern: 'health', machine, rules: RULES });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.critical = this.chart.state('critical');
    this.warning = this.chart.state('warning');
    this.stream = build.stream('health');
    this.successes = build.i32(endpoints.room);
    this.failures = build.i32(endpoints.room);
  }

  first(slot: number): number {
    this.register(slot);
    return Math.floor(this.stream.uniform() * this.intervalMicros);
  }

  result(slot: number, status: number): number {
    if (status === OK || status === TOO_MANY_REQUESTS) this.succeeded(slot, status === OK ? PASSES : WARNS);
    else this.failed(slot);
    return this.intervalMicros;
  }

  reset(): void {
    for (let slot = 0; slot < this.endpoints.room; slot++) this.register(slot);
  }

  explain(): readonly Fact[] {
    return [{ key: 'hosts', label: 'Results in a row', value: '', bars: this.bars() }];
  }

  private succeeded(slot: number, rule: number): void {
    const { successBeforePassing } = this.config;
    this.failures[slot] = 0;
    if (++this.successes[slot] < successBeforePassing) return;
    if (rule === PASSES) this.publish(slot, PASSES, this.successes[slot], successBeforePassing);
    else this.publish(slot, WARNS, 0, this.beforeWarning);
  }

  private failed(slot: number): void {
    const { failuresBeforeCritical } = this.config;
    const failures = ++this.failures[slot];
    this.successes[slot] = 0;
    if (failures >= failuresBeforeCritical) this.publish(slot, FAILS, failures, failuresBeforeCritical);
    else if (failures >= this.beforeWarning) this.publish(slot, WARNS, failures, this.beforeWarning);
  }

  /** `UpdateCheck`: the same status again is no news. */
  private publish(slot: number, rule: number, a: number, b: number): void {
    this.chart.step(slot, this.events[rule], rule, a, b);
    this.endpoints.mark(slot, OUT.unhealthy, this.isLeftOut(slot));
  }

  private register(slot: number): void {
    this.successes[slot] = this.config.successBeforePassing;
    this.failures[slot] = this.config.failuresBeforeCritical;
    this.publish(slot, REGISTERED, 0, 0);
  }

  private isLeftOut(slot: number): boolean {
    const mode = this.chart.mode(slot);
    return mode === this.critical || (mode === this.warning && this.config.onlyPassing);
  }

  private bars(): FactBar[] {
    const { endpoints, config } = this;
    return Array.from(endpoints.listed.subarray(0, endpoints.listedCount), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const label = endpoints.nameOf(slot);
      const note = this.chart.stateOf(slot);
      const bad = this.failures[slot];
      if (bad > 0) return { label, value: bad, of: Math.max(bad, config.failuresBeforeCritical), bad, note };
      const value = this.successes[slot];
      const of = Math.max(1, config.successBeforePassing);
      return { label, value: Math.min(value, of), of, note };
    });
  }
}
