import { defaultsOf, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

const example = 'Kong documentation, example';

function limit(label: string, standard: number, source: string) {
  return number({
    label: `Per ${label}`,
    help: '0 = no limit.',
    unit: 'calls',
    min: 0,
    max: 1_000_000_000,
    integer: true,
    default: standard,
    source,
  });
}

const fields = {
  second: limit('second', 5, example),
  minute: limit('minute', 0, 'Kong'),
  hour: limit('hour', 10_000, example),
  day: limit('day', 0, 'Kong'),
  month: limit('month', 0, 'Kong'),
  year: limit('year', 0, 'Kong'),
  error_code: number({
    label: 'error_code',
    help: 'HTTP status of a refusal; here every refusal is one for its rate, whatever its code.',
    unit: '',
    min: 100,
    max: 599,
    integer: true,
    default: 429,
    source: 'Kong',
  }),
  ...keyFields('client', 'Kong: limit_by consumer, else IP'),
};
export type KongConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'kong',
  label: 'Kong rate-limiting',
  blurb: 'Calendar windows, counted after the check: what comes at once gets through.',
  group: 'Kong',
  order: 50,
  presets: [
    {
      name: 'documentation',
      label: 'Kong documentation: 5 a second, 10,000 an hour',
      config: { ...defaultsOf(fields), second: 5, hour: 10_000 },
    },
  ],
  fields,
};
