import { duration } from '#lib/base/duration.ts';
import { number, type ConfigOf } from '#lib/base/schema.ts';
import { callFields } from '#lib/policies/call-fields.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';

const fields = {
  hitPercent: number({
    label: 'Hits',
    help: 'Share of requests found in the cache. A miss asks what it is connected to, or answers empty-handed.',
    unit: '%',
    min: 0,
    max: 100,
    default: 90,
    source: 'Halfopen',
  }),
  threads: number({
    label: 'Threads',
    help: 'Commands run at once.',
    unit: '',
    min: 1,
    max: 128,
    integer: true,
    default: 1,
    source: 'Redis',
  }),
  queueLimit: number({
    label: 'Longest queue',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 10_000,
    source: 'Redis maxclients',
  }),
  commandTime: duration({
    label: 'Command time',
    default: { is: 'constant', ms: 0.1 },
    source: 'Halfopen',
  }),
};
export type CacheConfig = ConfigOf<typeof fields>;

export const kind: KindDefinition = {
  kind: 'cache',
  label: 'Cache',
  blurb: 'Answers hits itself, sends misses on.',
  family: 'stores',
  order: 50,
  icon: 'M13 2 4 14h7l-1 8 9-12h-7z',
  takes: 'calls',
  ports: {
    calls: {
      label: 'Reads through to',
      fields: callFields({
        timeoutMs: 1_000,
        timeoutSource: 'Halfopen',
        breaker: 'none',
        breakerSource: 'Halfopen',
      }),
    },
  },
  fields,
};
