import { choice, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

const fields = {
  maxRate: number({
    label: 'Max rate',
    help: 'So many requests in each period, at equal gaps.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 20,
    source: 'throttled, example',
  }),
  per: choice({
    label: 'Per',
    options: { second: 'second', minute: 'minute', hour: 'hour', day: 'day' },
    default: 'second',
    source: 'throttled, example',
  }),
  maxBurst: number({
    label: 'Max burst',
    help: 'So many more than one may come at once.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    integer: true,
    default: 5,
    source: 'throttled, example',
  }),
  ...keyFields('client', 'throttled, example'),
};
export type GcraConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'gcra',
  label: 'GCRA (throttled)',
  blurb: 'One time a key, when the next request is due in theory, and a tolerance.',
  group: 'Textbook',
  order: 16,
  presets: [
    {
      name: 'throttled-readme',
      label: 'throttled’s README: 20 a minute, burst 5',
      config: { maxRate: 20, per: 'minute', maxBurst: 5, key: 'route', maxKeys: 256 },
    },
  ],
  fields,
};
