import type { Build } from '#lib/engine/build.ts';
import type { BucketTally } from '#lib/policies/breaking/breaker-facts.ts';

/**
 * Polly's RollingHealthMetrics: a queue of windows, each a tenth of the sampling duration wide. A window begins with the
 * first result after the one before it is over, not on the clock's beat; it is forgotten whole, one sampling duration
 * after it began.
 */
export class RollingHealth {
  private readonly starts: Float64Array;
  private readonly counts: Int32Array;
  /** Sums and the queue's place and length. */
  private readonly sums: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly samplingMicros: number,
  ) {
    this.starts = build.f64(RING);
    this.counts = build.i32(RING * 2);
    this.sums = build.i32(4);
  }

  get successes(): number {
    return this.sums[SUCCESSES];
  }

  get failures(): number {
    return this.sums[FAILURES];
  }

  get throughput(): number {
    return this.sums[SUCCESSES] + this.sums[FAILURES];
  }

  /** A share of the throughput, 0 to 1; 0 when there is none. */
  get failureRate(): number {
    return this.throughput === 0 ? 0 : this.failures / this.throughput;
  }

  /** As `GetHealthInfo` gives them: what is too old by now is forgotten first. */
  failuresAt(now: number): number {
    this.currentWindow(now);
    return this.failures;
  }

  countSuccess(now: number): void {
    this.count(SUCCESSES, now);
  }

  countFailure(now: number): void {
    this.count(FAILURES, now);
  }

  reset(): void {
    this.sums.fill(0);
  }

  /** Windows that the queue holds; those that are too old are still there until the next result. */
  get length(): number {
    return this.sums[LENGTH];
  }

  /** Of the window so many places from the queue's end. Cold. */
  tally(back: number): BucketTally {
    const at = this.windowAt(this.sums[LENGTH] - 1 - back) * 2;
    return {
      total: this.counts[at + SUCCESSES] + this.counts[at + FAILURES],
      failed: this.counts[at + FAILURES],
    };
  }

  private count(column: number, now: number): void {
    const current = this.currentWindow(now);
    this.counts[current * 2 + column]++;
    this.sums[column]++;
  }

  private currentWindow(now: number): number {
    const { sums, starts } = this;
    // Ten times the age, not a tenth of the duration: whole micros compare exactly.
    const over =
      sums[LENGTH] === 0 || (now - starts[this.windowAt(sums[LENGTH] - 1)]) * WINDOWS >= this.samplingMicros;
    if (over) {
      const window = this.windowAt(sums[LENGTH]++);
      starts[window] = now;
      this.counts[window * 2] = this.counts[window * 2 + 1] = 0;
    }
    while (now - starts[sums[OLDEST]] >= this.samplingMicros) {
      const oldest = sums[OLDEST];
      sums[SUCCESSES] -= this.counts[oldest * 2 + SUCCESSES];
      sums[FAILURES] -= this.counts[oldest * 2 + FAILURES];
      sums[OLDEST] = (oldest + 1) % RING;
      sums[LENGTH]--;
    }
    return this.windowAt(sums[LENGTH] - 1);
  }

  private windowAt(place: number): number {
    return (this.sums[OLDEST] + place) % RING;
  }
}

const WINDOWS = 10;
/** Ten windows can be alive; for a moment the next is there before the oldest is forgotten. */
const RING = WINDOWS + 1;

const SUCCESSES = 0;
const FAILURES = 1;
const OLDEST = 2;
const LENGTH = 3;
