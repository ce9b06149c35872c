import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Finagle';

const fields = {
  maxExtraLoad: number({
    label: 'maxExtraLoad',
    help: 'Share of requests that may be sent twice; a backup goes out after the latency that all but this share stay below.',
    unit: '',
    min: 0.001,
    max: 0.999,
    default: 0.01,
    source: 'Finagle user guide',
  }),
  minSendBackupAfterMs: number({
    label: 'minSendBackupAfter',
    help: 'No backup goes out earlier.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    integer: true,
    default: 1,
    source,
  }),
};
export type BackupRequestConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'finagle-backup-request',
  label: 'Finagle backup request',
  blurb: 'The slowest few requests are sent once more; how slow that is, it learns.',
  order: 90,
  group: 'Finagle',
  fields,
};
