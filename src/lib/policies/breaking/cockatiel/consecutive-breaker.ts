import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { FAILED_MARK, LastOutcomes, OK_MARK } from '#lib/policies/breaking/last-outcomes.ts';
import type { BreakerConfig } from './policy.ts';
import type { Tripping } from './tripping.ts';

/** cockatiel's ConsecutiveBreaker (src/breaker/ConsecutiveBreaker.ts): so many failures in a row. */
export class ConsecutiveBreaker implements Tripping {
  readonly threshold: number;
  private readonly row: Int32Array;
  private readonly last: LastOutcomes;

  constructor(build: Build<Extract<BreakerConfig, { is: 'consecutive' }>>) {
    this.threshold = build.config.threshold;
    this.row = build.i32(1);
    this.last = new LastOutcomes(build);
  }

  success(): void {
    this.row[0] = 0;
    this.last.note(OK_MARK);
  }

  failure(): boolean {
    this.last.note(FAILED_MARK);
    return ++this.row[0] >= this.threshold;
  }

  get evidence(): number {
    return this.row[0];
  }

  clear(): void {
    this.row[0] = 0;
    this.last.clear();
  }

  explain(): readonly Fact[] {
    const { ring } = this.last;
    return [{ key: 'failures', label: 'Failures in a row', value: this.row[0], of: this.threshold, ring }];
  }
}
