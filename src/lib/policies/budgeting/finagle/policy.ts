import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Finagle';

const fields = {
  ttlSeconds: number({
    label: 'ttl',
    help: 'How long a deposit, or a withdrawal, counts.',
    unit: 's',
    min: 1,
    max: 60,
    default: 10,
    source,
  }),
  minRetriesPerSec: number({
    label: 'minRetriesPerSec',
    help: 'Retries allowed whatever the traffic.',
    unit: '/s',
    min: 0,
    max: 100_000,
    integer: true,
    default: 10,
    source,
  }),
  percentCanRetry: number({
    label: 'percentCanRetry',
    help: 'Retries for each request: 0.2 allows one for every five requests.',
    unit: '',
    min: 0,
    max: 1_000,
    default: 0.2,
    source,
  }),
};
export type FinagleBudgetConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'budgeting',
  policy: 'finagle',
  label: 'Finagle RetryBudget',
  blurb: 'Requests deposit, retries withdraw; a reserve of some retries a second is always there.',
  order: 20,
  group: 'Finagle',
  fields,
};
