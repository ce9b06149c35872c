import { choice, list, number, text, type ConfigOf } from '#lib/base/schema.ts';
import { callFields } from '#lib/policies/call-fields.ts';
import { lookupFields } from '#lib/policies/lookup-fields.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';
import { loadField } from '#lib/kinds/load-fields.ts';

const fields = {
  ratePerSecond: number({
    label: 'Request rate',
    unit: '/s',
    min: 0,
    max: 100_000,
    default: 20,
    source: 'Halfopen',
  }),
  load: loadField,
  arrivals: choice({
    label: 'Arrivals',
    help: 'Poisson: independent users, exponential gaps. Constant: equal gaps.',
    options: { poisson: 'Poisson', constant: 'constant' },
    default: 'poisson',
    source: 'Halfopen',
  }),
  routes: list<{ readonly path: string; readonly weight: number }>({
    label: 'Paths',
    help: 'What is asked for, and how often. Empty: every route of the gateway alike.',
    item: {
      path: text({ label: 'Path', maxLength: 80, default: '/', source: 'Halfopen' }),
      weight: number({ label: 'Weight', unit: '', min: 0, max: 1_000, default: 1, source: 'Halfopen' }),
    },
    maxItems: 50,
    default: [],
    source: 'Halfopen',
  }),
};
export type ClientConfig = ConfigOf<typeof fields>;

const callPort = callFields({
  timeoutMs: 10_000,
  timeoutSource: 'Halfopen',
  breaker: 'none',
  breakerSource: 'Halfopen',
});

export const kind: KindDefinition = {
  kind: 'client',
  label: 'Client',
  blurb: 'Sends requests: an app, a browser, a partner.',
  family: 'traffic',
  order: 10,
  icon: 'M7 3h10a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2',
  ports: {
    calls: { label: 'Calls', fields: callPort },
    registry: { label: 'Looks up', fields: lookupFields, looksUp: true },
  },
  fields,
};
