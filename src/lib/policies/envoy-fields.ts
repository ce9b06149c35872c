import { list, number, variant, type Config, type Preset, type Variant } from '#lib/base/schema.ts';

const source = 'Envoy';

/** Most instances that a node may have. */
const MOST_HOSTS = 32;

export const weightsField = list<{ readonly weight: number }>({
  label: 'Weights',
  help: 'Of the first instance, the second, …; one that is not named has 1.',
  item: {
    weight: number({ label: 'Weight', unit: '', min: 1, max: 1_000, integer: true, default: 1, source }),
  },
  maxItems: MOST_HOSTS,
  default: [],
  source,
});

export const panicField = number({
  label: 'healthy_panic_threshold',
  help: 'With fewer in rotation all hosts are used, good or bad, unless 1.4 times the share in rotation make up for the rest; 0 = never.',
  unit: '%',
  min: 0,
  max: 100,
  default: 50,
  source,
});

export const hostSelectionField = number({
  label: 'host_selection_retry_max_attempts',
  help: 'With previous_hosts: so often another host is looked for while a retry would go to one that was tried; 0 = it may go there.',
  unit: '',
  min: 0,
  max: 100,
  integer: true,
  default: 0,
  source,
});

/** A balancer as Envoy has it, and as Istio sets it up: without panic, and looking for another host when it retries. */
export function envoyPresets(defaults: Config): readonly Preset[] {
  const istio = { ...defaults, healthyPanicThresholdPercent: 0, hostSelectionRetryMaxAttempts: 5 };
  return [
    { name: 'envoy', label: 'Envoy', config: defaults },
    { name: 'istio', label: 'Istio (no panic)', config: istio },
  ];
}

export const slowStartFields = {
  slowStartWindowSeconds: number({
    label: 'slow_start_window',
    help: 'How long a host that is new, or passes its health check again, gets less than its share; 0 = off.',
    unit: 's',
    min: 0,
    max: 86_400,
    default: 0,
    source,
  }),
  slowStartAggression: number({
    label: 'aggression',
    help: 'The share grows with time to the power of one through this: above 1 faster at first.',
    unit: '',
    min: 0.1,
    max: 100,
    default: 1,
    source,
  }),
  slowStartMinWeightPercent: number({
    label: 'min_weight_percent',
    help: 'Of its weight, at least.',
    unit: '%',
    min: 0,
    max: 100,
    default: 10,
    source,
  }),
};

/** By what a consistent hash tells calls apart. */
export type HashKey = Variant &
  (Readonly<{ is: 'path' }> | Readonly<{ is: 'client' }> | Readonly<{ is: 'user'; users: number }>);

export const hashKeyField = variant<HashKey>({
  label: 'Hashed by',
  help: 'Calls with the same key go to the same host.',
  options: {
    path: { label: 'path', fields: {} },
    client: { label: 'client', fields: {} },
    user: {
      label: 'user',
      fields: {
        users: number({
          label: 'Users',
          help: 'Each request is some user’s, all equally likely.',
          unit: '',
          min: 1,
          max: 65_536,
          integer: true,
          default: 1_000,
          source: 'Halfopen',
        }),
      },
    },
  },
  default: { is: 'user', users: 1_000 },
  source: 'Halfopen',
});
