import { choice, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'HAProxy';
const counted = { unit: 'calls', min: 1, max: 1_000, integer: true, source } as const;
const span = { unit: 'ms', max: 86_400_000, source } as const;

export const fields = {
  inter: number({
    label: 'inter',
    help: 'From the end of a check to the next, while its health is full.',
    min: 1,
    default: 2_000,
    ...span,
  }),
  fastinter: number({
    label: 'fastinter',
    help: 'The same between up and down; 0 = inter.',
    min: 0,
    default: 0,
    ...span,
  }),
  downinter: number({
    label: 'downinter',
    help: 'The same while down; 0 = inter.',
    min: 0,
    default: 0,
    ...span,
  }),
  fall: number({ label: 'fall', help: 'Checks failed in a row until it is down.', default: 3, ...counted }),
  rise: number({ label: 'rise', help: 'Checks passed in a row until it is up.', default: 2, ...counted }),
  timeoutCheckMs: number({
    label: 'timeout check',
    help: 'A check has failed after it; 0 = inter.',
    min: 0,
    default: 0,
    ...span,
  }),
  observe: choice({
    label: 'observe',
    help: 'Traffic counts too: connections (layer4), or answers (layer7).',
    options: { none: 'none', layer4: 'layer4', layer7: 'layer7' },
    default: 'none',
    source,
  }),
  errorLimit: number({
    label: 'error-limit',
    help: 'So many errors of observed traffic in a row set off on-error.',
    default: 10,
    ...counted,
  }),
  onError: choice({
    label: 'on-error',
    options: {
      fastinter: 'fastinter',
      'fail-check': 'fail-check',
      'sudden-death': 'sudden-death',
      'mark-down': 'mark-down',
    },
    default: 'fail-check',
    source,
  }),
};
export type HaproxyCheckConfig = ConfigOf<typeof fields>;

const plain = { inter: 2_000, fastinter: 0, downinter: 0, fall: 3, rise: 2, observe: 'none' };

export const policy: PolicyDefinition = {
  family: 'checking',
  policy: 'haproxy',
  label: 'HAProxy check',
  blurb: 'Probes with rise and fall, faster while in doubt; may observe traffic as well.',
  order: 30,
  group: 'HAProxy',
  fields,
  presets: [
    { name: 'haproxy-check', label: 'HAProxy’s defaults', config: plain },
    {
      name: 'haproxy-observe',
      label: 'HAProxy: observe layer7, mark-down',
      config: { ...plain, observe: 'layer7', errorLimit: 10, onError: 'mark-down' },
    },
  ],
};
