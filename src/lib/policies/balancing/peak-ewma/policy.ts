import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  defaultRttMs: number({
    label: 'Default RTT',
    help: 'Taken for a host that was never asked.',
    unit: 'ms',
    min: 0.001,
    max: 600_000,
    default: 30,
    source: 'linkerd2-proxy',
  }),
  decaySeconds: number({
    label: 'Decay',
    help: 'After which an old estimate counts for only 37 %.',
    unit: 's',
    min: 0.001,
    max: 3_600,
    default: 10,
    source: 'linkerd2-proxy',
  }),
};
export type PeakEwmaConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'peak-ewma',
  label: 'Linkerd peak EWMA',
  blurb: 'Of two hosts the one with less latency times calls under way; a slow answer counts at once.',
  group: 'Linkerd',
  order: 70,
  fields,
};
