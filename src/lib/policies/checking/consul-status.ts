import { OK, outcomeCode } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';

/** What a result makes of a check's status; `none`: it stays as it was. */
export const VERDICT = { none: -1, passes: 0, warns: 1, fails: 2 } as const;

export interface Thresholds {
  readonly successBeforePassing: number;
  readonly failuresBeforeWarning: number;
  readonly failuresBeforeCritical: number;
}

/**
 * Consul's `StatusHandler` (agent/checks/check.go): it counts good and bad results in a row. Both counters start at their
 * threshold, so the very first result applies. A slot is one of the checks that it counts for.
 */
export class StatusHandler {
  readonly successes: Int32Array;
  readonly failures: Int32Array;
  /** When it is not set, a warning takes as many failures as a critical status. */
  readonly beforeWarning: number;

  constructor(
    build: Build<unknown>,
    slots: number,
    private readonly thresholds: Thresholds,
  ) {
    this.successes = build.i32(slots);
    this.failures = build.i32(slots);
    this.beforeWarning = thresholds.failuresBeforeWarning || thresholds.failuresBeforeCritical;
  }

  begin(slot: number): void {
    this.successes[slot] = this.thresholds.successBeforePassing;
    this.failures[slot] = this.thresholds.failuresBeforeCritical;
  }

  /** A result, by its outcome: 429, Too Many Requests, counts as good, and warns. */
  judge(slot: number, status: number): number {
    return status === OK || status === TOO_MANY_REQUESTS
      ? this.succeeded(slot, status === OK ? VERDICT.passes : VERDICT.warns)
      : this.failed(slot);
  }

  /** Results in a row that brought a verdict about. */
  inARow(slot: number, verdict: number): number {
    return verdict === VERDICT.passes ? this.successes[slot] : this.failures[slot];
  }

  /** How many of them it takes. */
  needed(verdict: number): number {
    const { successBeforePassing, failuresBeforeCritical } = this.thresholds;
    if (verdict === VERDICT.passes) return successBeforePassing;
    return verdict === VERDICT.warns ? this.beforeWarning : failuresBeforeCritical;
  }

  private succeeded(slot: number, verdict: number): number {
    this.failures[slot] = 0;
    return ++this.successes[slot] < this.thresholds.successBeforePassing ? VERDICT.none : verdict;
  }

  private failed(slot: number): number {
    const failures = ++this.failures[slot];
    this.successes[slot] = 0;
    if (failures >= this.thresholds.failuresBeforeCritical) return VERDICT.fails;
    return failures >= this.beforeWarning ? VERDICT.warns : VERDICT.none;
  }
}

const TOO_MANY_REQUESTS = outcomeCode('rate-limited');
