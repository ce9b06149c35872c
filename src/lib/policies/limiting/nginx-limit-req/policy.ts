import { choice, flag, list, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyField, type LimitKey } from '#lib/policies/limit-keys.ts';

/** A zone and how a location uses it: `limit_req_zone … rate=` and `limit_req zone=… burst= delay=|nodelay`. */
export type LimitReq = Readonly<{
  key: LimitKey;
  rate: number;
  per: 'r/s' | 'r/m';
  burst: number;
  delay: number;
  nodelay: boolean;
  zoneKilobytes: number;
}>;

const usual: LimitReq = {
  key: 'client',
  rate: 10,
  per: 'r/s',
  burst: 20,
  delay: 0,
  nodelay: false,
  zoneKilobytes: 10_240,
};
const source = 'nginx';
const example = 'nginx blog, example';

const item = {
  key: keyField('client', example),
  rate: number({
    label: 'rate',
    help: 'nginx reckons in thousandths of a request a second, rounded down: 1r/m is one in 62.5 s.',
    unit: '',
    min: 1,
    max: 100_000,
    integer: true,
    default: usual.rate,
    source: example,
  }),
  per: choice<'r/s' | 'r/m'>({
    label: 'rate in',
    options: { 'r/s': 'r/s', 'r/m': 'r/m' },
    default: 'r/s',
    source: example,
  }),
  burst: number({
    label: 'burst',
    help: 'Requests above the rate that are not refused.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    integer: true,
    default: usual.burst,
    source: `${example}; nginx: 0`,
  }),
  delay: number({
    label: 'delay',
    help: 'Requests above the rate that are not delayed.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    integer: true,
    default: 0,
    source,
  }),
  nodelay: flag({ label: 'nodelay', help: 'Nothing is delayed.', default: false, source }),
  zoneKilobytes: number({
    label: 'zone size in kB',
    help: 'A state takes 128 bytes on 64-bit machines: 1 MB holds about 8,000 keys.',
    unit: '',
    min: 32,
    max: 1_048_576,
    integer: true,
    default: usual.zoneKilobytes,
    source: example,
  }),
};

const fields = {
  limits: list<LimitReq>({
    label: 'limit_req',
    help: 'Asked in order. The first that refuses leaves all as they were; else the longest delay counts.',
    item,
    maxItems: 4,
    default: [usual],
    source: example,
  }),
  rejectStatus: number({
    label: 'limit_req_status',
    help: 'What a refused request is answered.',
    unit: '',
    min: 400,
    max: 599,
    integer: true,
    default: 503,
    source,
  }),
  dryRun: flag({
    label: 'limit_req_dry_run',
    help: 'Requests are counted, but neither delayed nor refused.',
    default: false,
    source,
  }),
};
export type NginxLimitReqConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'nginx-limit-req',
  label: 'nginx limit_req',
  blurb: 'A leaky bucket for each key of a zone: delays up to the burst, refuses beyond.',
  group: 'nginx',
  order: 20,
  presets: [
    preset('blog', 'nginx blog: 10 r/s, burst 20', {}),
    preset('blog-nodelay', 'nginx blog: 10 r/s, burst 20, nodelay', { nodelay: true }),
    preset('blog-two-stage', 'nginx blog: 5 r/s, burst 12, delay 8', { rate: 5, burst: 12, delay: 8 }),
    preset('documentation', 'nginx documentation: 1 r/s, burst 5', { rate: 1, burst: 5 }),
    preset('course', 'course: 100 r/s, burst 200, nodelay', { rate: 100, burst: 200, nodelay: true }),
  ],
  fields,
};

function preset(name: string, label: string, limit: Partial<LimitReq>) {
  return { name, label, config: { limits: [{ ...usual, ...limit }], rejectStatus: 503, dryRun: false } };
}
