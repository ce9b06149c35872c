import type { Fact, FactBar } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Ejector } from '#lib/engine/contract.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { HostChart } from '#lib/engine/host-chart.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { Listing } from '#lib/policies/ejecting/listing.ts';
import { Rates } from '#lib/policies/ejecting/rates.ts';
import { machine } from './machine.ts';
import type { GrpcOutlierConfig } from './policy.ts';

/**
 * gRPC's outlier detection (proposal A50; grpc-java OutlierDetectionLoadBalancer). Everything happens at sweeps: buckets are
 * swapped, success rates and then failure percentages judged, and last every address is let in whose time is strictly over, or
 * has its multiplier lowered. The share is looked at before each ejection, so that one address can always go.
 */
export function create(build: Build<GrpcOutlierConfig>, endpoints: Endpoints): Ejector {
  return new GrpcOutlier(build, endpoints);
}

const EVENTS = ['success rate too low', 'failure percentage too high', 'ejection time over', 'forgotten'];
const RULES = [
  'its success rate was {a} %, below mean less deviation: {b} %',
  'it failed {a} % of its calls, more than {b} %',
  'a sweep came {a} s after it was ejected, for {b} s',
  'it is listed no more, or the calling process restarted',
];
const SUCCESS_RATE = 0;
const FAILURE_PERCENTAGE = 1;
const TIME_OVER = 2;
const FORGOTTEN = 3;

class GrpcOutlier implements Ejector {
  private readonly host: Host;
  private readonly config: GrpcOutlierConfig;
  private readonly intervalMicros: number;
  private readonly baseMicros: number;
  private readonly maxMicros: number;
  private readonly chart: HostChart;
  private readonly events: readonly number[];
  private readonly out: number;
  private readonly stream: Stream;
  private readonly rates: Rates;
  private readonly listing: Listing;
  /** By slot. */
  private readonly multipliers: Int32Array;
  private readonly ejectedAt: Float64Array;
  /** [now ejected, ejections so far] */
  private readonly counts: Int32Array;
  private readonly sweepTimer: Int32Array;

  constructor(
    build: Build<GrpcOutlierConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.intervalMicros = sToMicros(config.intervalSeconds);
    this.baseMicros = sToMicros(config.baseEjectionTimeSeconds);
    this.maxMicros = Math.max(this.baseMicros, sToMicros(config.maxEjectionTimeSeconds));
    this.chart = new HostChart(build, endpoints, { concern: 'ejection', machine, rules: RULES });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.out = this.chart.state('ejected');
    this.stream = build.stream('ejection');
    this.rates = new Rates(build, endpoints.room);
    this.listing = new Listing(build, endpoints);
    this.multipliers = build.i32(endpoints.room);
    this.ejectedAt = build.f64(endpoints.room);
    this.counts = build.i32(2);
    this.sweepTimer = build.i32(1).fill(NONE);
    this.host.wakes(this);
  }

  ended(call: Frame): void {
    const { callee, status } = this.host.frames;
    this.lookAtList();
    this.rates.count(this.endpoints.slotOf(callee[call]), status[call] === OK);
  }

  /** The sweep. */
  timer(): void {
    const { config, rates, endpoints } = this;
    this.sweepTimer[0] = this.host.after(this.intervalMicros, 0);
    this.lookAtList();
    for (let slot = 0; slot < endpoints.room; slot++) rates.turn(slot);
    if (config.successRateEjection) this.judgeSuccessRates();
    if (config.failurePercentageEjection) this.judgeFailures();
    for (let slot = 0; slot < endpoints.room; slot++) this.letInOrForgive(slot);
  }

  reset(): void {
    if (this.sweepTimer[0] !== NONE) this.host.cancel(this.sweepTimer[0]);
    for (let slot = 0; slot < this.endpoints.room; slot++) this.forget(slot);
    this.listing.reset();
    this.counts.fill(0);
    this.sweepTimer[0] = this.host.after(this.intervalMicros, 0);
  }

  explain(): readonly Fact[] {
    const { counts, config } = this;
    return [
      { key: 'hosts', label: 'Failed in this interval', value: '', bars: this.bars() },
      {
        key: 'ejected',
        label: 'Ejected',
        value: this.ejectedPercent(),
        unit: '%',
        of: 100,
        line: config.maxEjectionPercent,
      },
      { key: 'total', label: 'Ejections so far', value: counts[1] },
    ];
  }

  private judgeSuccessRates(): void {
    const { config, rates, endpoints } = this;
    const { successRateRequestVolume: volume, successRateMinimumHosts: least } = config;
    let count = 0;
    let sum = 0;
    for (let slot = 0; slot < endpoints.room; slot++) {
      if (!this.hasVolume(slot, volume)) continue;
      count++;
      sum += rates.successRate(slot);
    }
    if (count === 0 || count < least) return;
    const mean = sum / count;
    let variance = 0;
    for (let slot = 0; slot < endpoints.room; slot++) {
      if (!this.hasVolume(slot, volume)) continue;
      const off = rates.successRate(slot) - mean;
      variance += off * off;
    }
    const lowest = mean - Math.sqrt(variance / count) * (config.successRateStdevFactor / 1_000);
    for (let slot = 0; slot < endpoints.room && this.mayEject(); slot++) {
      if (!this.hasVolume(slot, volume)) continue;
      const rate = rates.successRate(slot);
      if (rate < lowest && this.enforces(config.successRateEnforcementPercentage)) {
        this.eject(slot, SUCCESS_RATE, rate, lowest);
      }
    }
  }

  private judgeFailures(): void {
    const { config, rates, endpoints } = this;
    const { failurePercentageRequestVolume: volume, failurePercentageThreshold: threshold } = config;
    let count = 0;
    for (let slot = 0; slot < endpoints.room; slot++) if (this.hasVolume(slot, volume)) count++;
    if (count === 0 || count < config.failurePercentageMinimumHosts) return;
    for (let slot = 0; slot < endpoints.room && this.mayEject(); slot++) {
      if (!this.hasVolume(slot, volume)) continue;
      const failed = 100 - rates.successRate(slot);
      if (failed > threshold && this.enforces(config.failurePercentageEnforcementPercentage)) {
        this.eject(slot, FAILURE_PERCENTAGE, failed, threshold);
      }
    }
  }

  private hasVolume(slot: number, volume: number): boolean {
    return this.listing.has(slot) && this.rates.volume(slot) >= Math.max(1, volume);
  }

  private mayEject(): boolean {
    return this.ejectedPercent() < this.config.maxEjectionPercent;
  }

  private ejectedPercent(): number {
    const { listedCount } = this.endpoints;
    return listedCount === 0 ? 0 : (100 * this.counts[0]) / listedCount;
  }

  private enforces(percent: number): boolean {
    return percent >= 100 || (percent > 0 && this.stream.below(100) < percent);
  }

  /** One that is out already, for answers that were still under way, stays out the longer. */
  private eject(slot: number, rule: number, a: number, b: number): void {
    this.ejectedAt[slot] = this.host.now;
    this.multipliers[slot]++;
    if (!this.chart.step(slot, this.events[rule], rule, a, b)) return;
    this.counts[0]++;
    this.counts[1]++;
    this.endpoints.mark(slot, OUT.ejected, true);
  }

  private letInOrForgive(slot: number): void {
    const { multipliers, host } = this;
    if (this.chart.mode(slot) !== this.out) {
      if (multipliers[slot] > 0) multipliers[slot]--;
      return;
    }
    if (host.now > this.ejectedAt[slot] + this.lasts(slot)) this.letIn(slot, TIME_OVER);
  }

  private letIn(slot: number, rule: number): void {
    const secondsOut = (this.host.now - this.ejectedAt[slot]) / MICROS_PER_S;
    this.counts[0]--;
    this.chart.step(slot, this.events[rule], rule, secondsOut, this.lasts(slot) / MICROS_PER_S);
    this.endpoints.mark(slot, OUT.ejected, false);
  }

  private lasts(slot: number): number {
    return Math.min(this.baseMicros * this.multipliers[slot], this.maxMicros);
  }

  private lookAtList(): void {
    if (!this.listing.lookAnew()) return;
    for (let slot = 0; slot < this.endpoints.room; slot++) {
      if (this.listing.hasFlipped(slot)) this.forget(slot);
    }
  }

  private forget(slot: number): void {
    if (this.chart.mode(slot) === this.out) this.letIn(slot, FORGOTTEN);
    this.multipliers[slot] = 0;
    this.rates.forget(slot);
  }

  private bars(): FactBar[] {
    const { endpoints, rates } = this;
    return Array.from(endpoints.listed.subarray(0, endpoints.listedCount), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const label = endpoints.nameOf(slot);
      const { total, failed } = rates.running(slot);
      if (this.chart.mode(slot) !== this.out) return { label, value: total, bad: failed };
      const left = Math.max(0, this.ejectedAt[slot] + this.lasts(slot) - this.host.now) / MICROS_PER_S;
      return { label, value: total, bad: failed, note: `ejected, ${left.toFixed(1)} s left` };
    });
  }
}
