import type { Fact } from '#lib/base/fact.ts';
import { OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { maskOf } from '#lib/policies/retry-conditions.ts';
import { Tries } from '#lib/policies/retrying/tries.ts';
import { EnvoyBackoff, MOST_SAID_MS } from './backoff.ts';
import { groupMeanings, type EnvoyRetryConfig } from './policy.ts';

/**
 * Envoy's router (source/common/router/{router,retry_state_impl}.cc). A request has one place in the cluster's budget,
 * from the decision to retry until its next result is judged. What Envoy refused itself (an overflow, no host) is never
 * retried. With hedging a try whose per-try time-out passed goes on beside the next one, and is judged no more: its
 * failure counts only when nothing else is to come.
 */
export function create(build: Build<EnvoyRetryConfig>, budget: Budget | null): Fork {
  return new EnvoyRetry(build, budget);
}

/** What a call notes. It has a place in the budget; its newest try was hedged already; its delay is a back-off. */
const PLACE = 1;
const HEDGED = 2;
const BACKOFF = 4;

class EnvoyRetry implements Fork {
  private readonly host: Host;
  private readonly config: EnvoyRetryConfig;
  private readonly tries: Tries;
  private readonly backoff: EnvoyBackoff;
  private readonly retried: number;
  private readonly perTryMicros: number;

  constructor(build: Build<EnvoyRetryConfig>, budget: Budget | null) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.tries = new Tries(build, budget);
    this.backoff = new EnvoyBackoff(config, build.stream('backoff'));
    this.retried = maskOf(config.retry_on, groupMeanings);
    this.perTryMicros = msToMicros(config.per_try_timeout_ms);
  }

  open(call: Frame): void {
    this.tries.came();
    this.host.mark(call, 0);
    this.begin(call);
  }

  answered(call: Frame, attempt: Frame): void {
    const { host, tries } = this;
    const { status, reason } = host.frames;
    const ok = status[attempt] === OK;
    if (ok) tries.succeeded();
    const goesOn = !ok && this.goesOn(call, attempt);
    tries.tryEnded();
    if (goesOn) return;
    this.withdraw(call);
    host.conclude(call, reason[attempt]);
  }

  due(call: Frame): void {
    if (this.notes(call, BACKOFF)) this.begin(call);
    else this.tookTooLong(call);
  }

  withdraw(call: Frame): void {
    if (this.notes(call, PLACE)) this.tries.retryEnded();
    this.tries.dropTries(call, false);
  }

  reset(): void {
    this.tries.reset();
  }

  explain(): readonly Fact[] {
    return this.tries.explain();
  }

  private begin(call: Frame): void {
    const { host, perTryMicros } = this;
    host.mark(call, host.stamp(call) & PLACE);
    if (perTryMicros > 0) host.delay(call, perTryMicros);
    this.tries.begin(call);
  }

  /** A try failed: whether the call has something else to wait for. */
  private goesOn(call: Frame, attempt: Frame): boolean {
    const { host, tries } = this;
    const worth = this.isWorth(attempt);
    if (worth) tries.failed();
    const newest = host.frames.payload[attempt] === host.frames.tries[call] - 1;
    const judged = newest && !this.notes(call, HEDGED);
    if (judged && this.decide(call, attempt, worth)) return true;
    return worth && (tries.isTrying(call) || this.notes(call, BACKOFF));
  }

  /** The per-try time-out of the newest try passed. */
  private tookTooLong(call: Frame): void {
    const { child, payload, tries } = this.host.frames;
    const newest = child[call];
    // It may have ended meanwhile, unable to be retried, while an older one goes on.
    if (newest === NONE || payload[newest] !== tries[call] - 1) return;
    if (!this.config.hedge_on_per_try_timeout) this.host.giveUp(newest, TIMED_OUT);
    else this.decide(call, newest, true);
  }

  /** Whether the call tries again, and if so after which wait: `shouldRetry`. */
  private decide(call: Frame, attempt: Frame, worth: boolean): boolean {
    const { host, tries } = this;
    if (this.notes(call, PLACE)) tries.retryEnded();
    host.mark(call, host.stamp(call) & ~PLACE);
    const retry = host.frames.tries[call];
    if (!worth || retry > this.config.num_retries || !tries.mayRetry()) return false;
    host.mark(call, PLACE | HEDGED | BACKOFF);
    tries.wait(call, this.waitMicros(attempt, retry));
    return true;
  }

  private waitMicros(attempt: Frame, retry: number): number {
    const saidMs = this.host.frames.result[attempt];
    const heeds = this.config.rate_limited_retry_back_off && saidMs !== NONE && saidMs <= MOST_SAID_MS;
    return heeds ? this.backoff.saidMicros(saidMs) : this.backoff.micros(retry);
  }

  private isWorth(attempt: Frame): boolean {
    const { status, callee } = this.host.frames;
    const outcome = status[attempt];
    // It never left: refused here, unless its time was up while it waited.
    if (callee[attempt] === NONE && outcome !== TIMED_OUT) return false;
    return ((this.retried >>> outcome) & 1) === 1;
  }

  private notes(call: Frame, bit: number): boolean {
    return (this.host.stamp(call) & bit) !== 0;
  }
}
