import { duration } from '#lib/base/duration.ts';
import { queueing } from '#lib/base/queueing.ts';
import { number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import { callFields, intakeFields } from '#lib/policies/call-fields.ts';
import { optionsOrNone } from '#lib/policies/policies.ts';
import { lookupFields } from '#lib/policies/lookup-fields.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';

/** What becomes of instances that are down. */
type Keeping = Readonly<{ is: 'none' }> | Readonly<{ is: 'replaces'; afterSeconds: number }>;

const fields = {
  instances: number({
    label: 'Instances',
    unit: 'instances',
    min: 1,
    max: 32,
    integer: true,
    default: 2,
    source: 'Halfopen',
  }),
  threads: number({
    label: 'Threads',
    help: 'Requests in hand at once, per instance. A thread is held while the service waits for its own calls.',
    unit: '',
    min: 1,
    max: 10_000,
    integer: true,
    default: 200,
    source: 'Tomcat',
  }),
  queueLimit: number({
    label: 'Longest queue',
    help: 'Requests waiting for a thread, per instance; one more is refused.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 100,
    source: 'Tomcat acceptCount',
  }),
  queueing: queueing(),
  serviceTime: duration({
    label: 'Service time',
    help: 'Own work per request, without waiting and without the calls it makes.',
    default: { is: 'lognormal', medianMs: 10, p99Ms: 60 },
    source: 'Halfopen',
  }),
  failPercent: number({
    label: 'Fails',
    help: 'Share of requests answered with an error after the work was done.',
    unit: '%',
    min: 0,
    max: 100,
    default: 0,
    source: 'Halfopen',
  }),
  startSeconds: number({
    label: 'Start-up',
    help: 'From restart to serving.',
    unit: 's',
    min: 0,
    max: 600,
    default: 2,
    source: 'Halfopen',
  }),
  preStopSeconds: number({
    label: 'Before it stops',
    help: 'For which it goes on serving after it was asked to stop, as with a preStop sleep: time for callers to learn of it.',
    unit: 's',
    min: 0,
    max: 600,
    default: 0,
    source: 'Kubernetes preStop',
  }),
  terminationGracePeriodSeconds: number({
    label: 'Grace',
    help: 'From the request to stop; what is in hand by then is reset.',
    unit: 's',
    min: 0,
    max: 600,
    default: 30,
    source: 'Kubernetes',
  }),
  keepsCount: variant<Keeping>({
    label: 'Instances that are down',
    help: 'Whether whoever keeps the instances replaces one that does not come back. If so, one that is asked to stop is replaced at once, as by kubectl delete pod.',
    options: {
      none: { label: 'stay down', fields: {} },
      replaces: {
        label: 'are replaced at a new address',
        fields: {
          afterSeconds: number({
            label: 'After',
            help: 'Kubernetes evicts the pods of a lost machine after 300 s, and restarts a crashed container in place; a plain orchestrator replaces both at once.',
            unit: 's',
            min: 0,
            max: 3_600,
            default: 300,
            source: 'Kubernetes tolerationSeconds',
          }),
        },
      },
    },
    default: { is: 'none' },
    source: 'Halfopen',
  }),
  autoscaling: variant<Variant>({
    label: 'Autoscaling',
    help: 'Who decides how many instances there are, from how busy they are.',
    options: optionsOrNone('scaling'),
    default: { is: 'none' },
    source: 'Halfopen',
  }),
  ...intakeFields(),
};
export type ServiceConfig = ConfigOf<typeof fields>;

const dependencyFields = {
  callPercent: number({
    label: 'Called by',
    help: 'Share of requests that make this call.',
    unit: '%',
    min: 0,
    max: 100,
    default: 100,
    source: 'Halfopen',
  }),
  ...callFields({ timeoutMs: 5_000, timeoutSource: 'Halfopen', breaker: 'none', breakerSource: 'Halfopen' }),
};
export type DependencyConfig = ConfigOf<typeof dependencyFields>;

export const kind: KindDefinition = {
  kind: 'service',
  label: 'Service',
  blurb: 'Instances with threads and a queue; may call others and register.',
  family: 'services',
  order: 40,
  icon: 'M4 5h16v5H4zM4 14h16v5H4zM7.5 7.5h.01M7.5 16.5h.01',
  takes: 'calls',
  ports: {
    calls: { label: 'Depends on', fields: dependencyFields },
    registry: { label: 'Registers in', fields: lookupFields, announces: true, looksUp: true },
  },
  fields,
  instances: (config: ServiceConfig) => config.instances,
  // As many spare ones: a rolling deployment may give every instance a new address.
  addresses: (config: ServiceConfig) => 2 * Math.max(config.instances, mostInstances(config.autoscaling)),
};

/** The least and the most of an autoscaler, in each product's word: where the one is above the other, it counts. */
function mostInstances(autoscaling: Variant): number {
  const bounds = ['minReplicas', 'maxReplicas', 'minCapacity', 'maxCapacity'].map((key) => autoscaling[key]);
  return Math.max(0, ...bounds.filter((bound): bound is number => typeof bound === 'number'));
}
