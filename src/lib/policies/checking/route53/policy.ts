import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Route 53';

const fields = {
  requestIntervalSeconds: number({
    label: 'RequestInterval',
    help: 'Between two checks of one checker. Route 53 offers 30 s, and 10 s at a higher price.',
    unit: 's',
    min: 1,
    max: 300,
    default: 30,
    source,
  }),
  failureThreshold: number({
    label: 'FailureThreshold',
    help: 'Checks in a row after which a checker changes its opinion, for the worse or the better.',
    unit: '',
    min: 1,
    max: 10,
    integer: true,
    default: 3,
    source,
  }),
};
export type Route53CheckConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'checking',
  policy: 'route53',
  label: 'Route 53 health check',
  blurb:
    'Fifteen checkers around the world, each every 30 s; unhealthy when hardly any is content, after 60 to 90 s.',
  group: 'AWS',
  order: 65,
  fields,
  presets: [
    { name: 'standard', label: 'Standard, 30 s', config: {} },
    { name: 'fast', label: 'Fast, 10 s', config: { requestIntervalSeconds: 10 } },
  ],
};
