import { number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import { dotnetExceptions, type DotnetException } from '#lib/policies/dotnet-exceptions.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { conditions } from '#lib/policies/retry-conditions.ts';

/** When the next hedge comes; Polly says both with one time span, of which a negative one is infinite. */
export type HedgingDelay = Readonly<{ is: 'after'; DelayMs: number }> | Readonly<{ is: 'infinite' }>;

const source = 'Polly v8';

const fields = {
  MaxHedgedAttempts: number({
    label: 'MaxHedgedAttempts',
    help: 'Hedges of a call; the first try comes on top.',
    unit: 'calls',
    min: 1,
    max: 10,
    integer: true,
    default: 1,
    source,
  }),
  Delay: variant<HedgingDelay & Variant>({
    label: 'Delay',
    options: {
      after: {
        label: 'after a while',
        fields: {
          DelayMs: number({
            label: 'Delay',
            help: 'From one try to the next while there is no answer; 0 = all at once.',
            unit: 'ms',
            min: 0,
            max: 1_800_000,
            default: 2_000,
            source,
          }),
        },
      },
      infinite: { label: 'only after a failure', fields: {} },
    },
    default: { is: 'after', DelayMs: 2_000 },
    source,
  }),
  ShouldHandle: conditions({
    label: 'ShouldHandle',
    help: 'Exceptions after which a hedge comes at once; any other outcome is the call’s.',
    options: dotnetExceptions,
    default: Object.keys(dotnetExceptions) as DotnetException[],
    source,
  }),
};
export type PollyHedgingConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'polly-hedging',
  label: 'Polly v8 Hedging',
  blurb: '.NET: a second try when the first takes 2 s or fails; the first good answer wins.',
  order: 80,
  group: 'Polly',
  presets: [
    { name: 'parallel', label: 'all at once', config: { Delay: { is: 'after', DelayMs: 0 } } },
    { name: 'fallback', label: 'only after a failure', config: { Delay: { is: 'infinite' } } },
  ],
  fields,
};
