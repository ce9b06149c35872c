import type { Fact, FactBar } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Checker } from '#lib/engine/contract.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { HostChart } from '#lib/engine/host-chart.ts';
import { REACH, type Levers } from '#lib/engine/levers.ts';
import type { ReadinessConfig } from '#lib/policies/readiness-fields.ts';
import { machine } from './readiness.machine.ts';

const EVENTS = ['succeeded often enough', 'failed often enough', 'process exited', 'forgotten'];
const RULES = [
  '{a} probes in a row succeeded (successThreshold {b})',
  '{a} probes in a row failed (failureThreshold {b})',
  'the kubelet saw that its process is gone',
  'it came anew, or whoever probes it restarted',
];
const SUCCEEDED = 0;
const FAILED = 1;
const EXITED = 2;
const FORGOTTEN = 3;

/** How often the kubelet lists its containers: `genericPlegRelistPeriod`. */
export const RELIST_MICROS = MICROS_PER_S;

/**
 * The kubelet's readiness probe (pkg/kubelet/prober/worker.go): a ticker of its own for each container, unready until the first
 * success, and a run of like results that must be as long as its threshold. That a process is gone the kubelet sees by
 * itself, when it next lists its containers: every second.
 */
export class Readiness implements Checker {
  readonly timeoutMicros: number;
  private readonly periodMicros: number;
  private readonly host: Host;
  private readonly config: ReadinessConfig;
  private readonly levers: Levers;
  private readonly chart: HostChart;
  private readonly events: readonly number[];
  /** By slot: the tick at which the probe under way, or the next one, begins. */
  private readonly ticks: Float64Array;
  /** By slot: results alike in a row, above 0 of successes, below of failures. */
  private readonly runs: Int32Array;
  private readonly relistTimer: Int32Array;

  constructor(
    build: Build<ReadinessConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.levers = build.sim.levers;
    this.timeoutMicros = sToMicros(config.timeoutSeconds);
    this.periodMicros = sToMicros(config.periodSeconds);
    this.chart = new HostChart(build, endpoints, { concern: 'health', machine, rules: RULES });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.ticks = build.f64(endpoints.room);
    this.runs = build.i32(endpoints.room);
    this.relistTimer = build.i32(1).fill(NONE);
    this.host.wakes(this);
  }

  first(slot: number): number {
    this.forget(slot);
    return this.follow(slot, 0);
  }

  /**
   * The ticker of a container that started so long ago: micros until the next probe. It runs from the container's start;
   * ticks before the initial delay is over do nothing.
   */
  follow(slot: number, agoMicros: number): number {
    const idleMicros = Math.max(sToMicros(this.config.initialDelaySeconds), agoMicros);
    const until = Math.ceil(idleMicros / this.periodMicros) * this.periodMicros - agoMicros;
    this.ticks[slot] = this.host.now + until;
    return until;
  }

  result(slot: number, status: number): number {
    this.judge(slot, status);
    return this.untilNextTick(slot);
  }

  /** Counts a result; the ticker keeps its beat. */
  judge(slot: number, status: number): void {
    const { runs, config } = this;
    const { successThreshold, failureThreshold } = config;
    if (status === OK) {
      runs[slot] = Math.max(0, runs[slot]) + 1;
      if (runs[slot] >= successThreshold) this.move(slot, SUCCEEDED, false, runs[slot], successThreshold);
    } else {
      runs[slot] = Math.min(0, runs[slot]) - 1;
      if (-runs[slot] >= failureThreshold) this.move(slot, FAILED, true, -runs[slot], failureThreshold);
    }
  }

  timer(): void {
    this.relistTimer[0] = this.host.after(RELIST_MICROS, 0);
    this.relist();
  }

  /** The kubelet lists its containers. */
  relist(): void {
    const { endpoints, levers } = this;
    for (let slot = 0; slot < endpoints.room; slot++) {
      if (levers.down[endpoints.first + slot] === REACH.refuses) this.move(slot, EXITED, true, 0, 0);
    }
  }

  reset(): void {
    if (this.relistTimer[0] !== NONE) this.host.cancel(this.relistTimer[0]);
    this.relistTimer[0] = this.host.after(RELIST_MICROS, 0);
    for (let slot = 0; slot < this.endpoints.room; slot++) this.forget(slot);
  }

  explain(): readonly Fact[] {
    return [{ key: 'hosts', label: 'Probes in a row', value: '', bars: this.bars() }];
  }

  /** Of the ticks that a long probe slept through, the ticker keeps one, which comes at once. */
  private untilNextTick(slot: number): number {
    const { ticks, periodMicros } = this;
    const late = Math.floor((this.host.now - ticks[slot]) / periodMicros);
    ticks[slot] += Math.max(1, late) * periodMicros;
    return Math.max(0, ticks[slot] - this.host.now);
  }

  private move(slot: number, rule: number, isOut: boolean, a: number, b: number): void {
    if (this.chart.step(slot, this.events[rule], rule, a, b)) {
      this.endpoints.mark(slot, OUT.unhealthy, isOut);
    }
  }

  /** It is unready until a probe succeeds. */
  forget(slot: number): void {
    this.runs[slot] = 0;
    this.move(slot, FORGOTTEN, true, 0, 0);
    this.endpoints.mark(slot, OUT.unhealthy, true);
  }

  private bars(): FactBar[] {
    const { endpoints, config, runs } = this;
    return Array.from(endpoints.listed.subarray(0, endpoints.listedCount), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const label = endpoints.nameOf(slot);
      const note = this.chart.stateOf(slot);
      const isFailing = runs[slot] < 0;
      const of = isFailing ? config.failureThreshold : config.successThreshold;
      const value = Math.min(Math.abs(runs[slot]), of);
      return isFailing ? { label, value, of, bad: value, note } : { label, value, of, note };
    });
  }
}
