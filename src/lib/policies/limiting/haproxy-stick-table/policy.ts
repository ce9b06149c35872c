import { flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyField } from '#lib/policies/limit-keys.ts';

const fields = {
  periodMs: number({
    label: 'http_req_rate period',
    unit: 'ms',
    min: 2,
    max: 86_400_000,
    integer: true,
    default: 10_000,
    source: 'HAProxy blog, example',
  }),
  limit: number({
    label: 'Deny above',
    help: 'Requests a period: a higher rate is denied.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    integer: true,
    default: 100,
    source: 'Halfopen; HAProxy blog: 20',
  }),
  countsRejected: flag({
    label: 'Denied requests count',
    help: 'The track rule stands before the deny rule. Otherwise a request is counted only once it was let in.',
    default: true,
    source: 'HAProxy blog, example',
  }),
  rejectStatus: number({
    label: 'deny_status',
    help: 'What a denied request is answered.',
    unit: '',
    min: 400,
    max: 599,
    integer: true,
    default: 429,
    source: 'HAProxy blog, example; HAProxy: 403',
  }),
  key: keyField('client', 'HAProxy blog, example'),
  size: number({
    label: 'size',
    help: 'Entries of the table; when it is full the one used longest ago is purged.',
    unit: '',
    min: 1,
    max: 4_096,
    integer: true,
    default: 1_024,
    source: 'Halfopen',
  }),
  expireMs: number({
    label: 'expire',
    help: 'An entry unused for so long is gone; 0 = never.',
    unit: 'ms',
    min: 0,
    max: 86_400_000,
    integer: true,
    default: 30_000,
    source: 'HAProxy blog, example',
  }),
};
export type HaproxyStickTableConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'haproxy-stick-table',
  label: 'HAProxy stick table',
  blurb: 'Denies by http_req_rate, a sliding counter whose windows begin with the first request.',
  group: 'HAProxy',
  order: 30,
  presets: [
    {
      name: 'blog',
      label: 'HAProxy blog: 20 in 10 s for each client',
      config: {
        periodMs: 10_000,
        limit: 20,
        countsRejected: true,
        rejectStatus: 429,
        key: 'client',
        size: 1_024,
        expireMs: 30_000,
      },
    },
  ],
  fields,
};
