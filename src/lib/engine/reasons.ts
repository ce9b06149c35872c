import { assert } from '#lib/base/assert.ts';
import { outcomeCode, outcomes, type Outcome } from '#lib/base/outcomes.ts';

/** Why a call ended as it did. The first reasons are the outcomes themselves; policies add finer ones. */
export class Reasons {
  readonly names: string[] = outcomes.map((info) => info.outcome);
  /** Outcome code by reason. */
  readonly outcome: number[] = outcomes.map((_, code) => code);

  /** Registers a reason under its outcome; the same name gives the same number. */
  register(name: string, outcome: Outcome): number {
    const known = this.names.indexOf(name);
    const code = outcomeCode(outcome);
    assert(known < 0 || this.outcome[known] === code, 'a reason has one outcome, whoever registers it');
    if (known >= 0) return known;
    this.outcome.push(code);
    return this.names.push(name) - 1;
  }
}
