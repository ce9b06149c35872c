import { number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

/** Which of a cluster's thresholds bounds its retries. */
export type RetryLimit =
  | Readonly<{ is: 'retry_budget'; budget_percent: number; min_retry_concurrency: number }>
  | Readonly<{ is: 'max_retries'; max_retries: number }>;

const source = 'Envoy';
/** What Istio writes where it means no limit. */
const UNLIMITED = 4_294_967_295;

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
            max: UNLIMITED,
            integer: true,
            default: 3,
            source,
          }),
        },
      },
    },
    default: { is: 'max_retries', max_retries: 3 },
    source,
  }),
};
export type EnvoyBudgetConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'budgeting',
  policy: 'envoy',
  label: 'Envoy retry limit or budget',
  blurb: 'Retries at once: so many, or a share of the tries under way, never fewer than a minimum.',
  order: 10,
  group: 'Envoy',
  presets: [
    { name: 'envoy', label: 'Envoy’s default', config: { limit: { is: 'max_retries', max_retries: 3 } } },
    {
      name: 'retry-budget',
      label: 'Envoy with a retry_budget',
      config: { limit: { is: 'retry_budget', budget_percent: 20, min_retry_concurrency: 3 } },
    },
    {
      name: 'istio',
      label: 'Istio’s default: no limit',
      config: { limit: { is: 'max_retries', max_retries: UNLIMITED } },
    },
  ],
  fields,
};
