import type { Fact } from '#lib/base/fact.ts';
import { FAST_FAILED, OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { NEVER, type Fork } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { Tries } from './tries.ts';

/** What a product says about tries side by side. */
export interface HedgeRule {
  /** Tries of a call, the first included. */
  readonly mostTries: number;
  /** Micros from one try to the next while none was answered; 0: all at once; NEVER: only after a failure. */
  readonly delayMicros: number;
  /** Outcomes, a bit each, after which the others go on; any other failure is the call's. */
  readonly waived: number;
  /** True (gRPC): a failure while the budget refuses ends the call, and once refused no hedge is planned again. */
  readonly endsWhenRefused: boolean;
  /** True (Polly): when all have failed the call ends as its first try did, else as the last one to end. */
  readonly endsAsFirst: boolean;
  /** True (gRPC): a failed try may say when the next is to come. */
  readonly heedsPushback: boolean;
}

/** What a call notes: its first try's reason, above the bit that says that no more hedges are planned. */
const FROZEN = 1;
const REASONS = 2;

/**
 * Tries side by side: another one when there is no answer for a while, or at once after a failure that others may mend.
 * The first good answer wins, and the others are given up. A planned hedge has its place in the budget already.
 */
export class Hedging implements Fork {
  private readonly host: Host;
  private readonly tries: Tries;

  constructor(
    build: Build<unknown>,
    budget: Budget | null,
    private readonly rule: HedgeRule,
  ) {
    this.host = build.host;
    this.tries = new Tries(build, budget);
  }

  open(call: Frame): void {
    this.tries.came();
    this.host.mark(call, 0);
    this.begin(call);
  }

  due(call: Frame): void {
    this.begin(call);
  }

  answered(call: Frame, attempt: Frame): void {
    const { host, tries } = this;
    const { status, reason, payload } = host.frames;
    tries.retryOver(attempt);
    if (payload[attempt] === 0) host.mark(call, reason[attempt] * REASONS + (host.stamp(call) & FROZEN));
    const ok = status[attempt] === OK;
    if (ok) tries.succeeded();
    const goesOn = !ok && this.goesOn(call, attempt);
    tries.tryEnded();
    if (!goesOn) this.conclude(call, attempt, ok);
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

  /** The next hedge is planned before this try goes out, for it may be answered at once. */
  private begin(call: Frame): void {
    const { delayMicros } = this.rule;
    if (delayMicros !== NEVER && this.hasMore(call, 1) && this.mayHedge(call)) {
      this.tries.wait(call, delayMicros);
    }
    this.tries.begin(call);
  }

  /** Whether others may still mend this failure. */
  private goesOn(call: Frame, attempt: Frame): boolean {
    const { tries, rule, host } = this;
    if (((rule.waived >>> host.frames.status[attempt]) & 1) === 0) return false;
    tries.failed();
    // A planned hedge gives its place back and is asked for anew: the failure may have changed the budget's mind.
    if (tries.isWaiting(call)) tries.retryEnded();
    const allowed = (rule.endsWhenRefused || this.hasMore(call, 0)) && this.mayHedge(call);
    if (allowed && this.hasMore(call, 0)) {
      const { status, result } = host.frames;
      // A breaker on this side of the wire is no server that pushes back.
      const said = rule.heedsPushback && status[attempt] !== FAST_FAILED;
      const saidMs = said ? result[attempt] : NONE;
      tries.wait(call, Math.max(0, saidMs) * MICROS_PER_MS);
      return true;
    }
    if (allowed) tries.retryEnded();
    else if (tries.isWaiting(call)) host.undelay(call);
    return (allowed || !rule.endsWhenRefused) && tries.isTrying(call);
  }

  private conclude(call: Frame, attempt: Frame, ok: boolean): void {
    const { host, tries, rule } = this;
    const isLast = !tries.isTrying(call) && !tries.isWaiting(call);
    tries.dropAll(call);
    const waived = ((rule.waived >>> host.frames.status[attempt]) & 1) === 1;
    const asFirst = rule.endsAsFirst && !ok && waived && isLast;
    host.conclude(call, asFirst ? Math.floor(host.stamp(call) / REASONS) : host.frames.reason[attempt]);
  }

  /** Whether more tries may follow, when `coming` are about to begin. */
  private hasMore(call: Frame, coming: number): boolean {
    const isFrozen = (this.host.stamp(call) & FROZEN) === FROZEN;
    return !isFrozen && this.host.frames.tries[call] + coming < this.rule.mostTries;
  }

  private mayHedge(call: Frame): boolean {
    if (this.tries.mayRetry()) return true;
    if (this.rule.endsWhenRefused) this.host.mark(call, this.host.stamp(call) | FROZEN);
    return false;
  }
}
