import { duration } from '#lib/base/duration.ts';
import { queueing } from '#lib/base/queueing.ts';
import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';

const fields = {
  maxConnections: number({
    label: 'Connections',
    help: 'Queries run at once.',
    unit: '',
    min: 1,
    max: 10_000,
    integer: true,
    default: 100,
    source: 'PostgreSQL max_connections',
  }),
  queueLimit: number({
    label: 'Longest queue',
    help: 'Queries waiting for a connection; one more is refused.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 100,
    source: 'Halfopen',
  }),
  queueing: queueing(),
  queryTime: duration({
    label: 'Query time',
    default: { is: 'lognormal', medianMs: 2, p99Ms: 15 },
    source: 'Halfopen',
  }),
};
export type DatabaseConfig = ConfigOf<typeof fields>;

export const kind: KindDefinition = {
  kind: 'database',
  label: 'Database',
  blurb: 'Connections in use, queries waiting.',
  family: 'stores',
  order: 60,
  icon: 'M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  takes: 'calls',
  ports: {},
  fields,
};
