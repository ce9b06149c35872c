import { outcomes } from '#lib/base/outcomes.ts';
import type { EndChunk } from '#lib/runner/protocol.ts';
import { countBefore, roomFor } from './columns.ts';

/** Microseconds; NaN when `count` is 0. */
export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly mean: number;
}

/** Requests that ended, in order of ending, in columns that grow by doubling. */
export class Ends {
  count = 0;
  at = new Float64Array(1024);
  start = new Float64Array(1024);
  root = new Float64Array(1024);
  outcome = new Uint8Array(1024);

  append(chunk: EndChunk): void {
    const total = this.count + chunk.count;
    this.at = roomFor(this.at, total);
    this.start = roomFor(this.start, total);
    this.root = roomFor(this.root, total);
    this.outcome = roomFor(this.outcome, total);
    this.at.set(chunk.at.subarray(0, chunk.count), this.count);
    this.start.set(chunk.start.subarray(0, chunk.count), this.count);
    this.root.set(chunk.root.subarray(0, chunk.count), this.count);
    this.outcome.set(chunk.outcome.subarray(0, chunk.count), this.count);
    this.count = total;
  }

  /** Forgets what ended at or after `fromMicros`. */
  truncate(fromMicros: number): void {
    this.count = this.before(fromMicros);
  }

  /** How many ended before `micros`. */
  before(micros: number): number {
    return countBefore(this.at, this.count, micros);
  }

  /**
   * How long the requests took that ended in [from, to) with an outcome that `chosen` accepts. The quantile q
   * is the smallest duration at or below which the share q of them lies (no interpolation: a real request's).
   */
  quantiles(fromMicros: number, toMicros: number, chosen: (outcome: number) => boolean): Quantiles {
    const taken = outcomes.map((_, code) => chosen(code));
    const last = this.before(toMicros);
    const durations: number[] = [];
    let sum = 0;
    for (let i = this.before(fromMicros); i < last; i++) {
      if (!taken[this.outcome[i]]) continue;
      const duration = this.at[i] - this.start[i];
      durations.push(duration);
      sum += duration;
    }
    const sorted = Float64Array.from(durations).sort();
    const count = sorted.length;
    const quantile = (q: number) => (count === 0 ? NaN : sorted[Math.max(0, Math.ceil(q * count) - 1)]);
    return { count, p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), mean: sum / count };
  }
}
