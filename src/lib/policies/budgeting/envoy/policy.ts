import { number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

/** Which of a cluster's thresholds bounds its retries. */
export type RetryLimit =
  | Readonly<{ is: 'retry_budget'; budget_percent: number; min_retry_concurrency: number }>
  | Readonly<{ is: 'max_retries'; max_retries: number }>;

const source = 'Envoy';

const fields = {
  limit: variant<RetryLimit & Variant>({
    label: 'Limit',
    help: 'Envoy uses max_retries unless a retry_budget is set.',
    options: {
      retry_budget: {
        label: 'retry_budget',
        fields: {
          budget_percent: number({
            label: 'budget_percent',
            help: 'Retries at once, of the tries under way.',
            unit: '%',
            min: 0,
            max: 100,
            default: 20,
            source,
          }),
          min_retry_concurrency: number({
            label: 'min_retry_concurrency',
            help: 'So many at once are always allowed.',
            unit: 'calls',
            min: 0,
            max: 100_000,
            integer: true,
            default: 3,
            source,
          }),
        },
      },
      max_retries: {
        label: 'max_retries',
        fields: {
          max_retries: number({
            label: 'max_retries',
            help: 'Retries at once, back-offs included.',
            unit: 'calls',
            min: 0,
            max: 100_000,
            integer: true,
            default: 3,
            source,
          }),
        },
      },
    },
    default: { is: 'retry_budget', budget_percent: 20, min_retry_concurrency: 3 },
    source,
  }),
};
export type EnvoyBudgetConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'budgeting',
  policy: 'envoy',
  label: 'Envoy retry budget',
  blurb: 'Retries at once, as a share of the tries under way; never fewer than a minimum.',
  order: 10,
  group: 'Envoy',
  presets: [
    {
      name: 'max-retries',
      label: 'Envoy without a retry_budget',
      config: { limit: { is: 'max_retries', max_retries: 3 } },
    },
  ],
  fields,
};
