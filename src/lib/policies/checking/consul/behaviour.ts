import type { Fact, FactBar } from '#lib/base/fact.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Checker } from '#lib/engine/contract.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import { HostChart } from '#lib/engine/host-chart.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { machine } from './machine.ts';
import type { ConsulCheckConfig } from './policy.ts';
import { StatusHandler, VERDICT } from '#lib/policies/checking/consul-status.ts';

/**
 * A Consul agent's HTTP check (agent/checks/check.go): it waits at random within one interval, then checks, and waits an
 * interval from the end of each check. Its `StatusHandler` decides what a result makes of its status.
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
/** After the handler's verdicts. */
const REGISTERED = 3;

class ConsulCheck implements Checker {
  readonly timeoutMicros: number;
  private readonly intervalMicros: number;
  private readonly config: ConsulCheckConfig;
  private readonly handler: StatusHandler;
  private readonly chart: HostChart;
  private readonly events: readonly number[];
  private readonly critical: number;
  private readonly warning: number;
  private readonly stream: Stream;

  constructor(
    build: Build<ConsulCheckConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    this.config = config;
    this.timeoutMicros = sToMicros(config.timeoutSeconds);
    this.intervalMicros = sToMicros(config.intervalSeconds);
    this.handler = new StatusHandler(build, endpoints.room, config);
    this.chart = new HostChart(build, endpoints, { concern: 'health', machine, rules: RULES });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.critical = this.chart.state('critical');
    this.warning = this.chart.state('warning');
    this.stream = build.stream('health');
  }

  first(slot: number): number {
    this.register(slot);
    return Math.floor(this.stream.uniform() * this.intervalMicros);
  }

  result(slot: number, status: number): number {
    const { handler } = this;
    const verdict = handler.judge(slot, status);
    if (verdict !== VERDICT.none) {
      this.publish(slot, verdict, handler.inARow(slot, verdict), handler.needed(verdict));
    }
    return this.intervalMicros;
  }

  reset(): void {
    for (let slot = 0; slot < this.endpoints.room; slot++) this.register(slot);
  }

  explain(): readonly Fact[] {
    return [{ key: 'hosts', label: 'Results in a row', value: '', bars: this.bars() }];
  }

  /** `UpdateCheck`: the same status again is no news. */
  private publish(slot: number, rule: number, a: number, b: number): void {
    this.chart.step(slot, this.events[rule], rule, a, b);
    this.endpoints.mark(slot, OUT.unhealthy, this.isLeftOut(slot));
  }

  private register(slot: number): void {
    this.handler.begin(slot);
    this.publish(slot, REGISTERED, 0, 0);
  }

  private isLeftOut(slot: number): boolean {
    const mode = this.chart.mode(slot);
    return mode === this.critical || (mode === this.warning && this.config.onlyPassing);
  }

  private bars(): FactBar[] {
    const { endpoints, config, handler } = this;
    return Array.from(endpoints.listed.subarray(0, endpoints.listedCount), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const label = endpoints.nameOf(slot);
      const note = this.chart.stateOf(slot);
      const bad = handler.failures[slot];
      if (bad > 0) return { label, value: bad, of: Math.max(bad, config.failuresBeforeCritical), bad, note };
      const value = handler.successes[slot];
      const of = Math.max(1, config.successBeforePassing);
      return { label, value: Math.min(value, of), of, note };
    });
  }
}
