import { flag, type ConfigOf } from '#lib/base/schema.ts';
import { consulCheckFields } from '#lib/policies/consul-check-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  ...consulCheckFields(),
  onlyPassing: flag({
    label: 'only_passing',
    help: 'Instances in warning are left out as well.',
    default: false,
    source: 'Consul',
  }),
};
export type ConsulCheckConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'checking',
  policy: 'consul',
  label: 'Consul service check',
  blurb: 'Passing, warning or critical; starts critical, and by default every single result decides.',
  group: 'Consul',
  order: 50,
  fields,
};
