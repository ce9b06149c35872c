import { number, type ConfigOf } from '#lib/base/schema.ts';
import { callFields, intakeFields } from '#lib/policies/call-fields.ts';
import { lookupFields } from '#lib/policies/lookup-fields.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';
import { proxyFields } from '#lib/kinds/proxy-fields.ts';

const fields = {
  instances: number({
    label: 'Instances',
    help: 'Nodes behind one stable name, as one in each zone; each has its own connections, checks and turns.',
    unit: 'instances',
    min: 1,
    max: 32,
    integer: true,
    default: 1,
    source: 'Halfopen',
  }),
  ...proxyFields(', per instance'),
  startSeconds: number({
    label: 'Start-up',
    help: 'From restart to serving.',
    unit: 's',
    min: 0,
    max: 600,
    default: 2,
    source: 'Halfopen',
  }),
  hardStopAfterSeconds: number({
    label: 'Grace',
    help: 'Asked to stop it takes nothing new, and what is in hand after so long is reset.',
    unit: 's',
    min: 0,
    max: 600,
    default: 30,
    source: 'Halfopen; HAProxy hard-stop-after',
  }),
  ...intakeFields(),
};
export type LoadBalancerConfig = ConfigOf<typeof fields>;

export const kind: KindDefinition = {
  kind: 'load-balancer',
  label: 'Load balancer',
  blurb: 'One stable address for one service; it looks up and checks the instances itself.',
  family: 'services',
  order: 25,
  icon: 'M3 12h5M8 12a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M13 12h8M12.2 10.2 17 5h4M12.2 13.8 17 19h4',
  takes: 'calls',
  passesOn: true,
  ports: {
    calls: {
      label: 'Balances',
      fields: callFields({
        timeoutMs: 60_000,
        timeoutSource: 'AWS ALB idle timeout',
        breaker: 'none',
        breakerSource: 'AWS ALB',
        health: 'alb',
        healthSource: 'AWS ALB',
      }),
    },
    registry: { label: 'Looks up', looksUp: true, fields: lookupFields },
  },
  fields,
  instances: (config: LoadBalancerConfig) => config.instances,
};
