import { choice, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { conditions } from '#lib/policies/retry-conditions.ts';
import { dotnetExceptions } from '#lib/policies/dotnet-exceptions.ts';

const source = 'Polly v8';

const fields = {
  MaxRetryAttempts: number({
    label: 'MaxRetryAttempts',
    help: 'Retries of a call; the first try comes on top.',
    unit: 'calls',
    min: 1,
    max: 100,
    integer: true,
    default: 3,
    source,
  }),
  BackoffType: choice({
    label: 'BackoffType',
    help: 'Delay; Delay × n; or Delay × 2ⁿ⁻¹.',
    options: { Constant: 'Constant', Linear: 'Linear', Exponential: 'Exponential' },
    default: 'Constant',
    source,
  }),
  DelayMs: number({
    label: 'Delay',
    help: 'Base of the wait between tries.',
    unit: 'ms',
    min: 0,
    max: 1_800_000,
    default: 2_000,
    source,
  }),
  UseJitter: flag({
    label: 'UseJitter',
    help: 'Constant and linear waits vary by a quarter; exponential ones become decorrelated jitter.',
    default: false,
    source,
  }),
  MaxDelayMs: number({
    label: 'MaxDelay',
    help: 'No wait is longer; 0 = no bound.',
    unit: 'ms',
    min: 0,
    max: 1_800_000,
    default: 0,
    source,
  }),
  ShouldHandle: conditions({
    label: 'ShouldHandle',
    help: 'Exceptions that are retried; Polly’s default is all but OperationCanceledException.',
    options: dotnetExceptions,
    default: Object.keys(dotnetExceptions) as (keyof typeof dotnetExceptions)[],
    source,
  }),
};
export type PollyRetryConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'polly',
  label: 'Polly v8 Retry',
  blurb: '.NET: three retries after the first try, 2 s apart, after any exception.',
  order: 30,
  group: 'Polly',
  presets: [
    {
      name: 'exponential-jitter',
      label: 'exponential with jitter',
      config: { BackoffType: 'Exponential', UseJitter: true },
    },
  ],
  fields,
};
