import type { Fact, RingMark } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { rate } from '#lib/policies/breaking/breaker-facts.ts';
import type { BreakerConfig } from './policy.ts';
import type { Tripping } from './tripping.ts';

/** Samples in the ring. */
const NO_SAMPLE = 0;
const SUCCESS = 1;
const FAILURE = 2;
/** Most samples that the page is shown. */
const SHOWN = 100;

/** cockatiel's CountBreaker (src/breaker/CountBreaker.ts): more than a share of the last calls, judged after failures only. */
export class CountBreaker implements Tripping {
  readonly threshold: number;
  private readonly minimum: number;
  private readonly samples: Uint8Array;
  /** [successes, failures, place of the next] */
  private readonly sums: Int32Array;

  constructor(build: Build<Extract<BreakerConfig, { is: 'count' }>>) {
    const { threshold, size, minimumNumberOfCalls } = build.config;
    this.threshold = threshold;
    this.minimum = minimumNumberOfCalls === 0 ? size : minimumNumberOfCalls;
    this.samples = build.u8(size);
    this.sums = build.i32(3);
  }

  success(halfOpen: boolean): void {
    // The place of the next sample stays where it is.
    if (halfOpen) this.forget();
    this.sample(SUCCESS);
  }

  failure(): boolean {
    this.sample(FAILURE);
    const total = this.sums[SUCCESSES] + this.sums[FAILURES];
    return total >= this.minimum && this.sums[FAILURES] > this.threshold * total;
  }

  get evidence(): number {
    return this.sums[FAILURES] / (this.sums[SUCCESSES] + this.sums[FAILURES]);
  }

  clear(): void {
    this.forget();
    this.sums[NEXT] = 0;
  }

  explain(): readonly Fact[] {
    const [successes, failures] = this.sums;
    const total = successes + failures;
    return [
      { key: 'calls', label: 'Calls in the window', value: total, of: this.minimum, ring: this.ring() },
      rate('failed', 'Failed', total === 0 ? 0 : (failures / total) * 100, this.threshold * 100),
    ];
  }

  private ring(): readonly RingMark[] {
    const { samples } = this;
    const marks = Array.from(samples, (_, i) => samples[(this.sums[NEXT] + i) % samples.length])
      .filter((sample) => sample !== NO_SAMPLE)
      .map((sample): RingMark => (sample === SUCCESS ? 'ok' : 'failed'));
    return marks.slice(-SHOWN);
  }

  private forget(): void {
    this.samples.fill(NO_SAMPLE);
    this.sums[SUCCESSES] = this.sums[FAILURES] = 0;
  }

  private sample(sample: number): void {
    const { samples, sums } = this;
    const at = sums[NEXT];
    if (samples[at] === SUCCESS) sums[SUCCESSES]--;
    else if (samples[at] === FAILURE) sums[FAILURES]--;
    samples[at] = sample;
    sums[sample === SUCCESS ? SUCCESSES : FAILURES]++;
    sums[NEXT] = at + 1 === samples.length ? 0 : at + 1;
  }
}

const SUCCESSES = 0;
const FAILURES = 1;
const NEXT = 2;
