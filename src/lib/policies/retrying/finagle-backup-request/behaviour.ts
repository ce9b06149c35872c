import type { Fact } from '#lib/base/fact.ts';
import { OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { TokenBudget } from '#lib/policies/budgeting/token-budget.ts';
import { Tries } from '#lib/policies/retrying/tries.ts';
import { LatencyWindow, MOST_MS, UNKNOWN } from './latency-window.ts';
import type { BackupRequestConfig } from './policy.ts';

/**
 * Finagle's BackupRequestFilter (finagle-core/.../client/BackupRequestFilter.scala), after Dean and Barroso, "The Tail
 * at Scale" (CACM 2013). A request without an answer after the (1 - maxExtraLoad) percentile of latencies is sent once
 * more, if a RetryBudget that deposits maxExtraLoad a request allows. The first good answer wins; a bad one waits for
 * the other.
 */
export function create(build: Build<BackupRequestConfig>, budget: Budget | null): Fork {
  return new BackupRequest(build, budget);
}

const BUDGET_TTL_SECONDS = 10;

class BackupRequest implements Fork {
  private readonly host: Host;
  private readonly tries: Tries;
  private readonly own: TokenBudget;
  private readonly latencies: LatencyWindow;
  private readonly leastMs: number;

  constructor(build: Build<BackupRequestConfig>, budget: Budget | null) {
    const { maxExtraLoad, minSendBackupAfterMs } = build.config;
    this.host = build.host;
    this.tries = new Tries(build, budget);
    this.own = new TokenBudget(build, {
      ttlSeconds: BUDGET_TTL_SECONDS,
      minRetriesPerSec: 0,
      percentCanRetry: maxExtraLoad,
    });
    this.latencies = new LatencyWindow(build, 1 - maxExtraLoad);
    this.leastMs = minSendBackupAfterMs;
  }

  open(call: Frame): void {
    const { host } = this;
    this.own.began();
    this.tries.came();
    const afterMs = this.afterMs(this.latencies.valueMs(host.now));
    if (afterMs !== UNKNOWN && afterMs < MOST_MS) host.delay(call, msToMicros(afterMs));
    this.tries.begin(call);
  }

  answered(call: Frame, attempt: Frame): void {
    const { host, tries } = this;
    const { status, reason, born } = host.frames;
    tries.retryOver(attempt);
    const ok = status[attempt] === OK;
    // Other failures are quick ones, and would make backups come earlier.
    if (ok || status[attempt] === TIMED_OUT) this.record(born[attempt >> 1]);
    if (ok) tries.succeeded();
    tries.tryEnded();
    if (!ok && tries.isTrying(call)) return;
    this.giveUpOthers(call);
    host.conclude(call, reason[attempt]);
  }

  due(call: Frame): void {
    if (!this.own.mayRetry() || !this.tries.mayRetry()) return;
    this.tries.begin(call);
  }

  withdraw(call: Frame): void {
    this.tries.dropTries(call, true);
  }

  reset(): void {
    this.own.reset();
    this.latencies.reset(this.host.now);
    this.tries.reset();
  }

  explain(): readonly Fact[] {
    const afterMs = this.afterMs(this.latencies.lastMs);
    const value = afterMs === UNKNOWN ? 'not known yet' : afterMs;
    const unit = afterMs === UNKNOWN ? '' : 'ms';
    return [
      { key: 'after', label: 'Backup after', value, unit },
      ...this.own
        .explain()
        .map((fact) => ({ ...fact, key: `own-${fact.key}`, label: `Backups: ${fact.label}` })),
      ...this.tries.explain(),
    ];
  }

  /** The loser is interrupted: that it took so long at least is worth knowing. */
  private giveUpOthers(call: Frame): void {
    const { child, sibling, born } = this.host.frames;
    for (let other = child[call]; other !== NONE; other = sibling[other]) this.record(born[other >> 1]);
    this.tries.dropTries(call, true);
  }

  private record(sinceMicros: number): void {
    const { now } = this.host;
    this.latencies.add(now, (now - sinceMicros) / MICROS_PER_MS);
  }

  private afterMs(seenMs: number): number {
    return seenMs === UNKNOWN ? UNKNOWN : Math.max(seenMs, this.leastMs);
  }
}
