import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import type { EnvoyBudgetConfig } from './policy.ts';

/**
 * Envoy's bound on concurrent retries (source/common/upstream/resource_manager_impl.h). A gauge, not a bucket: a retry
 * holds its place from the decision through its back-off until its own result is judged. With a `retry_budget` the limit
 * is max(budget_percent of the requests active or pending, min_retry_concurrency); else it is `max_retries`.
 */
export function create(build: Build<EnvoyBudgetConfig>): Budget {
  return new EnvoyBudget(build);
}

/** Places in `gauges`. */
const TRIES = 0;
const RETRIES = 1;

class EnvoyBudget implements Budget {
  readonly replacesMaxRetries = true;
  private readonly share: number;
  private readonly least: number;
  /** Tries under way; retries decided on and not yet over. */
  private readonly gauges: Int32Array;

  constructor(build: Build<EnvoyBudgetConfig>) {
    const { limit } = build.config;
    this.share = limit.is === 'retry_budget' ? limit.budget_percent / 100 : 0;
    this.least = limit.is === 'retry_budget' ? limit.min_retry_concurrency : limit.max_retries;
    this.gauges = build.i32(2);
  }

  began(): void {}

  tryBegan(): void {
    this.gauges[TRIES]++;
  }

  succeeded(): void {}

  failed(): void {}

  /** The failed try itself still counts as active: Envoy decides before it closes the stream. */
  mayRetry(): boolean {
    if (this.gauges[RETRIES] >= this.limit) return false;
    this.gauges[RETRIES]++;
    return true;
  }

  retryEnded(): void {
    this.gauges[RETRIES]--;
  }

  tryEnded(): void {
    this.gauges[TRIES]--;
  }

  reset(): void {
    this.gauges.fill(0);
  }

  explain(): readonly Fact[] {
    const [tries, retries] = this.gauges;
    return [
      {
        key: 'budget',
        label: 'Retries at once',
        value: retries,
        of: Math.max(this.limit, 1),
        line: this.limit,
      },
      { key: 'active', label: 'Tries under way', value: tries },
    ];
  }

  private get limit(): number {
    return Math.max(Math.floor(this.share * this.gauges[TRIES]), this.least);
  }
}
