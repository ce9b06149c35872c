import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { Tries } from './tries.ts';

/** What a product says about retries that come one after the other. */
export interface RetryRule {
  /** Tries of a call, the first included. */
  readonly mostTries: number;
  /** A call came. */
  opened?(call: Frame): void;
  /** Whether a try that failed so is worth another. */
  retries(attempt: Frame): boolean;
  /** Whether a budget is told of this failure; absent: of those that are worth another try. */
  counts?(attempt: Frame): boolean;
  /** Micros before the n-th retry, n from 1. */
  waitMicros(call: Frame, attempt: Frame, n: number): number;
}

/** One try after the other, until one is good, none is worth another, they are used up, or the budget says no. */
export class Sequence implements Fork {
  private readonly host: Host;
  private readonly tries: Tries;

  constructor(
    build: Build<unknown>,
    budget: Budget | null,
    private readonly rule: RetryRule,
  ) {
    this.host = build.host;
    this.tries = new Tries(build, budget);
  }

  open(call: Frame): void {
    this.tries.came();
    this.rule.opened?.(call);
    this.tries.begin(call);
  }

  answered(call: Frame, attempt: Frame): void {
    const { tries, rule } = this;
    const { status, reason } = this.host.frames;
    tries.retryOver(attempt);
    const again = status[attempt] === OK ? this.succeeded() : this.goesOn(call, attempt);
    tries.tryEnded();
    if (!again) this.host.conclude(call, reason[attempt]);
    else tries.wait(call, rule.waitMicros(call, attempt, this.host.frames.tries[call]));
  }

  due(call: Frame): void {
    this.tries.begin(call);
  }

  withdraw(call: Frame): void {
    this.tries.dropAll(call);
  }

  reset(): void {
    this.tries.reset();
  }

  explain(): readonly Fact[] {
    return this.tries.explain();
  }

  private succeeded(): false {
    this.tries.succeeded();
    return false;
  }

  private goesOn(call: Frame, attempt: Frame): boolean {
    const { tries, rule } = this;
    const worth = rule.retries(attempt);
    const counts = rule.counts === undefined ? worth : rule.counts(attempt);
    if (counts) tries.failed();
    return worth && this.host.frames.tries[call] < rule.mostTries && tries.mayRetry(counts);
  }
}
