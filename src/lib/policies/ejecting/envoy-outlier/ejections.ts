import { MICROS_PER_MS, MICROS_PER_S, msToMicros, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import type { Host } from '#lib/engine/host.ts';
import { HostChart } from '#lib/engine/host-chart.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { machine } from './machine.ts';
import type { EnvoyOutlierConfig } from './policy.ts';

/** Why a host goes or comes back: the machine's events, and the sentences that tell it. */
export const WHY = {
  consecutive5xx: 0,
  gatewayFailure: 1,
  localOriginFailure: 2,
  successRate: 3,
  failurePercentage: 4,
  timeOver: 5,
  healthCheck: 6,
  forgotten: 7,
} as const;

const EVENTS = [
  'server errors in a row',
  'gateway failures in a row',
  'local failures in a row',
  'success rate too low',
  'failure percentage too high',
  'ejection time over',
  'health check passed',
  'forgotten',
];
const RULES = [
  '{a} server errors in a row (consecutive_5xx {b})',
  '{a} gateway failures in a row (consecutive_gateway_failure {b})',
  '{a} local failures in a row (consecutive_local_origin_failure {b})',
  'its success rate was {a} %, below mean less deviation: {b} %',
  'it failed {a} % of its calls (failure_percentage_threshold {b} %)',
  'a sweep came {a} s after it was ejected, for {b} s',
  'an active health check passed {a} s after it was ejected',
  'it is listed no more, or the calling process restarted',
];

const NEVER = -Infinity;

/**
 * Who is ejected, since when and for how long: `ejectHost`, `unejectHost` and `checkHostForUneject` of Envoy's
 * source/common/upstream/outlier_detection_impl.cc.
 */
export class Ejections {
  private readonly host: Host;
  private readonly config: EnvoyOutlierConfig;
  private readonly chart: HostChart;
  private readonly events: readonly number[];
  private readonly ejected: number;
  private readonly stream: Stream;
  private readonly baseMicros: number;
  private readonly maxMicros: number;
  private readonly jitterMs: number;
  /** [now ejected, ejections so far, refused for the share] */
  private readonly counts: Int32Array;
  /** By slot. */
  private readonly backoff: Int32Array;
  private readonly jitter: Int32Array;
  private readonly ejectedAt: Float64Array;
  private readonly backAt: Float64Array;

  constructor(
    build: Build<EnvoyOutlierConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.chart = new HostChart(build, endpoints, { concern: 'ejection', machine, rules: RULES });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.ejected = this.chart.state('ejected');
    this.stream = build.stream('ejection');
    this.baseMicros = sToMicros(config.baseEjectionTimeSeconds);
    this.maxMicros = Math.max(this.baseMicros, sToMicros(config.maxEjectionTimeSeconds));
    this.jitterMs = Math.round(config.maxEjectionTimeJitterSeconds * (MICROS_PER_S / MICROS_PER_MS));
    this.counts = build.i32(3);
    this.backoff = build.i32(endpoints.room);
    this.jitter = build.i32(endpoints.room);
    this.ejectedAt = build.f64(endpoints.room);
    this.backAt = build.f64(endpoints.room);
    this.backAt.fill(NEVER);
  }

  get active(): number {
    return this.counts[0];
  }

  get total(): number {
    return this.counts[1];
  }

  get overflow(): number {
    return this.counts[2];
  }

  isOut(slot: number): boolean {
    return this.chart.mode(slot) === this.ejected;
  }

  /** How often it was ejected of late: what the base time is multiplied by. */
  times(slot: number): number {
    return this.backoff[slot];
  }

  /** Ejects a host that was found out, if the share allows it and the roll of the dice enforces it. */
  eject(slot: number, why: number, enforcingPercent: number, a: number, b: number): void {
    const { counts, config, backoff } = this;
    const percent = (100 * (counts[0] + 1)) / this.endpoints.listedCount;
    const isFirst = config.alwaysEjectOneHost && counts[0] === 0;
    if (percent > Math.min(100, config.maxEjectionPercent) && !isFirst) {
      counts[2]++;
      return;
    }
    if (enforcingPercent < 100 && (enforcingPercent === 0 || this.stream.below(100) >= enforcingPercent))
      return;
    counts[0]++;
    counts[1]++;
    this.ejectedAt[slot] = this.host.now;
    if (backoff[slot] * this.baseMicros < this.maxMicros + this.baseMicros) backoff[slot]++;
    this.jitter[slot] = this.jitterMs === 0 ? 0 : this.stream.below(this.jitterMs + 1);
    this.chart.step(slot, this.events[why], why, a, b);
    this.endpoints.mark(slot, OUT.ejected, true);
  }

  /** Lets a host back in. */
  uneject(slot: number, why: number): void {
    const { now } = this.host;
    this.counts[0]--;
    this.backAt[slot] = now;
    const secondsOut = (now - this.ejectedAt[slot]) / MICROS_PER_S;
    this.chart.step(slot, this.events[why], why, secondsOut, this.lasts(slot) / MICROS_PER_S);
    this.endpoints.mark(slot, OUT.ejected, false);
  }

  /** Whether an ejected host's time is over; that it is shows at a sweep only. */
  isOver(slot: number): boolean {
    return this.host.now - this.ejectedAt[slot] >= this.lasts(slot);
  }

  /** One ejection less is held against a host that has been back for a whole interval. */
  forgive(slot: number, intervalMicros: number): void {
    const back = this.backAt[slot];
    if (this.backoff[slot] > 0 && back !== NEVER && this.host.now - back >= intervalMicros)
      this.backoff[slot]--;
  }

  /** Seconds until its time is over, by the clock. */
  secondsLeft(slot: number): number {
    return Math.max(0, this.ejectedAt[slot] + this.lasts(slot) - this.host.now) / MICROS_PER_S;
  }

  secondsInAll(slot: number): number {
    return this.lasts(slot) / MICROS_PER_S;
  }

  /** A host that is gone: it will be a new one if it comes again. */
  forget(slot: number): void {
    if (this.isOut(slot)) this.uneject(slot, WHY.forgotten);
    this.backoff[slot] = 0;
    this.backAt[slot] = NEVER;
  }

  reset(): void {
    for (let slot = 0; slot < this.endpoints.room; slot++) this.forget(slot);
    this.counts.fill(0);
  }

  private lasts(slot: number): number {
    return Math.min(this.baseMicros * this.backoff[slot], this.maxMicros) + msToMicros(this.jitter[slot]);
  }
}
