import type { Fact } from '#lib/base/fact.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Load, Scaler } from '#lib/engine/contract.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { TargetTrackingConfig } from './policy.ts';

const HIGH = 0;
const LOW = 1;
/** What there was before the step whose cool-down runs. */
const BASE = 2;

const OUT_UNTIL = 0;
const IN_UNTIL = 1;
const METRIC = 2;

export const create = (build: Build<TargetTrackingConfig>): Scaler => new TargetTracking(build);

/**
 * Target tracking of AWS Application Auto Scaling: a datapoint a minute, and two alarms that the service makes for itself, high after
 * three datapoints above the target, low after fifteen below nine tenths of it. Cool-downs keep it from acting on what it has not seen yet.
 */
class TargetTracking implements Scaler {
  readonly periodMicros = sToMicros(60);
  private readonly config: TargetTrackingConfig;
  private readonly host: Host;
  private readonly counts: Int32Array;
  private readonly numbers: Float64Array;

  constructor(build: Build<TargetTrackingConfig>) {
    this.config = build.config;
    this.host = build.host;
    this.counts = build.i32(3);
    this.numbers = build.f64(3);
    this.numbers[METRIC] = NONE;
  }

  wanted({ desired, shares }: Load): number {
    const { minCapacity, maxCapacity } = this.config;
    // A least above the most is refused by AWS; here the least counts.
    const within = (count: number) => Math.max(minCapacity, Math.min(maxCapacity, count));
    if (within(desired) !== desired) return within(desired);
    // Without a datapoint the alarms stay as they are.
    if (shares.length === 0) return desired;
    const metric = (100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length;
    this.note(metric);
    if (this.counts[HIGH] >= HIGH_POINTS) return this.up(desired, metric, within);
    if (this.counts[LOW] >= LOW_POINTS) return this.down(desired, metric, within);
    return desired;
  }

  explain(): readonly Fact[] {
    const { numbers, counts, config } = this;
    const metric = numbers[METRIC];
    const gauge = { unit: '%', of: 100, line: config.targetValue };
    const left = (until: number) => Math.max(0, (numbers[until] - this.host.now) / 1e6);
    const of = { unit: 's' };
    return [
      metric === NONE
        ? { key: 'metric', label: 'Busy, and target', value: 'not measured yet' }
        : { key: 'metric', label: 'Busy, and target', value: metric, ...gauge },
      { key: 'high', label: 'Minutes too high', value: Math.min(counts[HIGH], HIGH_POINTS), of: HIGH_POINTS },
      { key: 'low', label: 'Minutes too low', value: Math.min(counts[LOW], LOW_POINTS), of: LOW_POINTS },
      { key: 'out', label: 'Cool-down after up', value: left(OUT_UNTIL), ...of },
      { key: 'in', label: 'Cool-down after down', value: left(IN_UNTIL), ...of },
    ];
  }

  private note(metric: number): void {
    const { counts } = this;
    const { targetValue } = this.config;
    this.numbers[METRIC] = metric;
    counts[HIGH] = metric > targetValue ? counts[HIGH] + 1 : 0;
    counts[LOW] = metric < LOW_SHARE * targetValue ? counts[LOW] + 1 : 0;
  }

  /** What was added by the step before counts as part of this one while its cool-down runs. */
  private up(desired: number, metric: number, within: (count: number) => number): number {
    const { now } = this.host;
    const cooling = now < this.numbers[OUT_UNTIL];
    const base = cooling ? this.counts[BASE] : desired;
    const count = within(Math.ceil((base * metric) / this.config.targetValue));
    if (count <= desired) return desired;
    this.counts[BASE] = base;
    this.numbers[OUT_UNTIL] = now + sToMicros(this.config.scaleOutCooldownSeconds);
    // Up ends a cool-down after down.
    this.numbers[IN_UNTIL] = now;
    return count;
  }

  private down(desired: number, metric: number, within: (count: number) => number): number {
    const { now } = this.host;
    if (this.config.disableScaleIn || now < this.numbers[IN_UNTIL]) return desired;
    const count = within(Math.ceil((desired * metric) / this.config.targetValue));
    if (count < desired) this.numbers[IN_UNTIL] = now + sToMicros(this.config.scaleInCooldownSeconds);
    return Math.min(count, desired);
  }
}

const HIGH_POINTS = 3;
const LOW_POINTS = 15;
const LOW_SHARE = 0.9;
