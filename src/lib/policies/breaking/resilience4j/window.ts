import { assert } from '#lib/base/assert.ts';
import type { RingMark } from '#lib/base/fact.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { BucketTally } from '#lib/policies/breaking/breaker-facts.ts';

/** What a window holds at one moment. */
export interface Tally {
  readonly total: number;
  readonly failed: number;
  readonly slow: number;
}

const TOTAL = 0;
const FAILED = 1;
const SLOW = 2;
const SUMS = 3;

const FAILED_BIT = 1;
const SLOW_BIT = 2;

/** Resilience4j's FixedSizeSlidingWindowMetrics: the last `size` calls, sliding by one with each. */
export class CallWindow {
  private readonly ring: Uint8Array;
  /** [total, failed, slow, place of the next call, size] */
  private readonly sums: Int32Array;

  constructor(
    build: Build<unknown>,
    readonly most: number,
  ) {
    this.ring = build.u8(most);
    this.sums = build.i32(SUMS + 2);
  }

  clear(size: number): void {
    assert(size >= 1 && size <= this.most, 'a window has the size it was built for');
    this.sums.fill(0);
    this.sums[SIZE] = size;
  }

  record(failed: boolean, slow: boolean): void {
    const { ring, sums } = this;
    const at = sums[NEXT];
    if (sums[TOTAL] === sums[SIZE]) {
      sums[FAILED] -= ring[at] & FAILED_BIT;
      sums[SLOW] -= ring[at] >> 1;
    } else {
      sums[TOTAL]++;
    }
    ring[at] = (failed ? FAILED_BIT : 0) | (slow ? SLOW_BIT : 0);
    if (failed) sums[FAILED]++;
    if (slow) sums[SLOW]++;
    sums[NEXT] = at + 1 === sums[SIZE] ? 0 : at + 1;
  }

  get size(): number {
    return this.sums[SIZE];
  }

  /** The last calls that it holds, oldest first. Cold. */
  get marks(): readonly RingMark[] {
    const { sums, ring } = this;
    const held = Math.min(sums[TOTAL], SHOWN);
    const first = sums[NEXT] - held + sums[SIZE];
    return Array.from({ length: held }, (_, i) => MARKS[ring[(first + i) % sums[SIZE]]]);
  }

  get total(): number {
    return this.sums[TOTAL];
  }

  get failed(): number {
    return this.sums[FAILED];
  }

  get slow(): number {
    return this.sums[SLOW];
  }
}
/** Most calls of a window that the page is shown. */
const SHOWN = 100;
/** By the bits of a call. */
const MARKS: readonly RingMark[] = ['ok', 'failed', 'slow', 'slow-failed'];
const NEXT = SUMS;
const SIZE = SUMS + 1;

/**
 * Resilience4j's SlidingTimeWindowMetrics: one bucket for each whole second, of which the current and the previous
 * ones together make `seconds`. Only recording moves it, so an idle window is emptied by the next call.
 */
export class SecondsWindow {
  private readonly buckets: Int32Array;
  private readonly sums: Int32Array;
  private readonly second: Float64Array;
  private readonly epochMicros: number;

  constructor(
    build: Build<unknown>,
    readonly seconds: number,
  ) {
    this.buckets = build.i32(SUMS * seconds);
    this.sums = build.i32(SUMS);
    this.second = build.f64(1);
    this.epochMicros = build.epochMicros;
  }

  clear(nowMicros: number): void {
    this.buckets.fill(0);
    this.sums.fill(0);
    this.second[0] = this.secondAt(nowMicros);
  }

  record(nowMicros: number, failed: boolean, slow: boolean): void {
    const now = this.secondAt(nowMicros);
    const stale = Math.min(now - this.second[0], this.seconds);
    for (let back = 0; back < stale; back++) this.drop(now - back);
    this.second[0] = now;
    this.count((now % this.seconds) * SUMS, failed, slow);
  }

  get total(): number {
    return this.sums[TOTAL];
  }

  get failed(): number {
    return this.sums[FAILED];
  }

  get slow(): number {
    return this.sums[SLOW];
  }

  /** What a call at this moment would still find; moves nothing. Cold. */
  seen(nowMicros: number): Tally {
    const now = this.secondAt(nowMicros);
    const live = this.seconds - Math.min(now - this.second[0], this.seconds);
    const sum = [0, 0, 0];
    for (let back = 0; back < live; back++) {
      const at = this.placeOf(this.second[0] - back);
      for (let each = 0; each < SUMS; each++) sum[each] += this.buckets[at + each];
    }
    return { total: sum[TOTAL], failed: sum[FAILED], slow: sum[SLOW] };
  }

  /** Of the second so many seconds before this moment; moves nothing. Cold. */
  tally(back: number, nowMicros: number): BucketTally {
    const second = this.secondAt(nowMicros) - back;
    if (second > this.second[0] || second <= this.second[0] - this.seconds) return { total: 0, failed: 0 };
    const at = this.placeOf(second);
    return { total: this.buckets[at + TOTAL], failed: this.buckets[at + FAILED] };
  }

  /** Seconds before the run began have no bucket of their own, and nothing in the one they would share. */
  private placeOf(second: number): number {
    return (((second % this.seconds) + this.seconds) % this.seconds) * SUMS;
  }

  /** Whole seconds of the wall clock. */
  private secondAt(nowMicros: number): number {
    return Math.floor((this.epochMicros + nowMicros) / MICROS_PER_S);
  }

  private drop(second: number): void {
    const at = (second % this.seconds) * SUMS;
    for (let each = 0; each < SUMS; each++) {
      this.sums[each] -= this.buckets[at + each];
      this.buckets[at + each] = 0;
    }
  }

  private count(at: number, failed: boolean, slow: boolean): void {
    this.buckets[at + TOTAL]++;
    this.sums[TOTAL]++;
    if (failed) {
      this.buckets[at + FAILED]++;
      this.sums[FAILED]++;
    }
    if (slow) {
      this.buckets[at + SLOW]++;
      this.sums[SLOW]++;
    }
  }
}
