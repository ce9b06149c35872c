import { defaultsOf, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

const source = 'Resilience4j';
const fields = {
  limitForPeriod: number({
    label: 'Limit for period',
    help: 'Permissions of one period; never more than these are saved up.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 50,
    source,
  }),
  limitRefreshPeriodMs: number({
    label: 'Limit refresh period',
    help: 'The default is 500 ns, which limits nothing in practice: set one.',
    unit: 'ms',
    min: 0.000_001,
    max: 86_400_000,
    default: 0.000_5,
    source,
  }),
  timeoutDurationMs: number({
    label: 'Timeout duration',
    help: 'Longest wait for a permission. Who cannot get one in time waits so long and is refused.',
    unit: 'ms',
    min: 0,
    max: 3_600_000,
    default: 5_000,
    source,
  }),
  ...keyFields('global', 'Halfopen'),
};
export type Resilience4jRateLimiterConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'resilience4j-rate-limiter',
  label: 'Resilience4j RateLimiter',
  blurb: 'Permissions by period; a caller may reserve one of a later period and wait for it.',
  group: 'Resilience4j',
  order: 40,
  presets: [
    { name: 'defaults', label: 'Resilience4j’s defaults: in practice no limit', config: defaultsOf(fields) },
    {
      name: 'documentation',
      label: 'Resilience4j documentation: 10 a ms, wait 25 ms',
      config: {
        limitForPeriod: 10,
        limitRefreshPeriodMs: 1,
        timeoutDurationMs: 25,
        key: 'global',
        maxKeys: 256,
      },
    },
  ],
  fields,
};
