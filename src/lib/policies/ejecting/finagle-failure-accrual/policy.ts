import { defaultsOf, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Finagle';

const fields = {
  consecutiveFailures: number({
    label: 'numFailures',
    help: 'Failures in a row that mark an endpoint dead.',
    unit: 'calls',
    min: 1,
    max: 100_000,
    integer: true,
    default: 5,
    source,
  }),
  requiredSuccessRate: number({
    label: 'requiredSuccessRate',
    help: 'A failure marks it dead when the moving average of successes is below this.',
    unit: '',
    min: 0,
    max: 1,
    default: 0.8,
    source,
  }),
  windowSeconds: number({
    label: 'window',
    help: 'Over which that average forgets; no sooner than this after its start is an endpoint judged by it.',
    unit: 's',
    min: 0.1,
    max: 3_600,
    default: 30,
    source,
  }),
  minRequestThreshold: number({
    label: 'minRequestThreshold',
    help: 'Calls within the window, for an endpoint to be judged by its average.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 5,
    source,
  }),
  markDeadForSeconds: number({
    label: 'markDeadFor, first',
    help: 'Half of the most that it may be the first time; doubles with each time in a row.',
    unit: 's',
    min: 0.001,
    max: 3_600,
    default: 5,
    source,
  }),
  markDeadForMaxSeconds: number({
    label: 'markDeadFor, at most',
    unit: 's',
    min: 0.001,
    max: 86_400,
    default: 300,
    source,
  }),
};
export type FailureAccrualConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'ejecting',
  policy: 'finagle-failure-accrual',
  label: 'Finagle failure accrual',
  blurb: 'Marks an endpoint dead for 5 failures in a row or a poor average, then lets one call probe it.',
  group: 'Finagle',
  order: 50,
  fields,
  presets: [{ name: 'defaults', label: 'Finagle’s defaults', config: defaultsOf(fields) }],
};
