import type { Build } from '#lib/engine/build.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { TokenBudget } from '#lib/policies/budgeting/token-budget.ts';
import type { FinagleBudgetConfig } from './policy.ts';

/** Finagle's RetryBudget as clients have it by default (finagle-core/.../service/RetryBudget.scala). */
export function create(build: Build<FinagleBudgetConfig>): Budget {
  return new TokenBudget(build, build.config);
}
