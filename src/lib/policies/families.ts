import type { CallFamily } from './definition.ts';

/** By family: the setting of an edge in which one of its policies is chosen, and what the family is called. */
export const families: Readonly<Record<CallFamily, { readonly setting: string; readonly label: string }>> = {
  retrying: { setting: 'retry', label: 'Retry' },
  budgeting: { setting: 'retryBudget', label: 'Retry budget' },
  breaking: { setting: 'breaker', label: 'Circuit breaker' },
  limiting: { setting: 'limiter', label: 'Rate limit' },
  isolating: { setting: 'bulkhead', label: 'Bulkhead' },
  ejecting: { setting: 'ejection', label: 'Host ejection' },
  checking: { setting: 'health', label: 'Health check' },
  balancing: { setting: 'balancer', label: 'Load balancing' },
};
