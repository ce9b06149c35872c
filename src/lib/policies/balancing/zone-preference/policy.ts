import { defaultsOf, list, number, text, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { hostSelectionField, panicField } from '#lib/policies/envoy-fields.ts';

const source = 'Envoy';
const zones = (label: string, help: string) =>
  list<{ readonly zone: string }>({
    label,
    help,
    item: { zone: text({ label: 'Zone', maxLength: 24, default: 'a', source: 'Halfopen' }) },
    maxItems: 32,
    default: [{ zone: 'a' }, { zone: 'b' }],
    source: 'Halfopen',
  });

const fields = {
  zones: zones(
    'Zones of the instances',
    'Of the first, the second, …; when there are more instances the list begins again. Where they stand in zones of the scenario, those count instead.',
  ),
  callerZones: zones('Zones of the callers', 'The same for the instances that call.'),
  routingEnabledPercent: number({
    label: 'routing_enabled',
    help: 'Share of calls that prefer the caller’s zone.',
    unit: '%',
    min: 0,
    max: 100,
    default: 100,
    source,
  }),
  minClusterSize: number({
    label: 'min_cluster_size',
    help: 'With fewer hosts in rotation zones play no part.',
    unit: 'instances',
    min: 1,
    max: 1_000,
    integer: true,
    default: 6,
    source,
  }),
  healthyPanicThresholdPercent: panicField,
  hostSelectionRetryMaxAttempts: hostSelectionField,
};
export type ZonePreferenceConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'zone-preference',
  label: 'Envoy zone-aware routing',
  blurb:
    'The caller’s own zone first, as far as its hosts suffice; the rest goes where there are hosts to spare.',
  group: 'Envoy',
  order: 90,
  fields,
  presets: [{ name: 'envoy', label: 'Envoy', config: defaultsOf(fields) }],
};
