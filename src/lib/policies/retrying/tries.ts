import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { unlimited, type Budget } from '#lib/policies/budgeting/contract.ts';
import { Tally } from './tally.ts';

/**
 * The tries of a port's calls as its budget sees them: each is told of once when it begins and once when it ends or is
 * dropped, and so is each retry from the moment it is allowed.
 */
export class Tries {
  private readonly host: Host;
  private readonly budget: Budget;
  private readonly tally: Tally;

  constructor(build: Build<unknown>, budget: Budget | null) {
    this.host = build.host;
    this.budget = budget ?? unlimited;
    this.tally = new Tally(build);
  }

  /** A call came. */
  came(): void {
    this.budget.began();
  }

  /** Begins the next try, which may end before this returns. */
  begin(call: Frame): void {
    this.budget.tryBegan();
    this.tally.began(this.host.frames.tries[call]);
    this.host.attempt(call);
  }

  succeeded(): void {
    this.budget.succeeded();
  }

  failed(): void {
    this.budget.failed();
  }

  /** `told`: the budget heard of the failure that this retry follows. */
  mayRetry(told = true): boolean {
    if (this.budget.mayRetry(told)) return true;
    this.tally.refused();
    return false;
  }

  /** Waits before the next try. */
  wait(call: Frame, micros: number): void {
    const whole = Math.min(Math.max(Math.round(micros), 0), LONGEST_MICROS);
    this.tally.waited(whole);
    this.host.delay(call, whole);
  }

  /** A retry that was allowed will not come, or ended. */
  retryEnded(): void {
    this.budget.retryEnded();
  }

  /** A retry gives its place back, before the next one is decided on. */
  retryOver(attempt: Frame): void {
    if (this.host.frames.payload[attempt] > 0) this.budget.retryEnded();
  }

  tryEnded(): void {
    this.budget.tryEnded();
  }

  /** Whether a delay of the call is running. */
  isWaiting(call: Frame): boolean {
    return this.host.frames.timer[call] !== NONE;
  }

  /** Whether one of its tries is under way. */
  isTrying(call: Frame): boolean {
    return this.host.frames.child[call] !== NONE;
  }

  /** A call ends: what it has under way, and a retry that it waits for, count no more. */
  dropAll(call: Frame): void {
    if (this.isWaiting(call)) this.budget.retryEnded();
    this.dropTries(call, true);
  }

  /** The same for its tries alone; `places`: each retry among them has a place of its own. */
  dropTries(call: Frame, places: boolean): void {
    const { child, sibling, payload } = this.host.frames;
    for (let attempt = child[call]; attempt !== NONE; attempt = sibling[attempt]) {
      if (places && payload[attempt] > 0) this.budget.retryEnded();
      this.budget.tryEnded();
    }
  }

  reset(): void {
    this.tally.reset();
    this.budget.reset();
  }

  explain(): Fact[] {
    return [...this.tally.explain(), ...this.budget.explain()];
  }
}

/** The engine looks 71 minutes ahead, and a wait must fit what a layer notes of a call. */
export const LONGEST_MICROS = 2_000_000_000;
