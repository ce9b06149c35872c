import { flag, list, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyField, type LimitKey } from '#lib/policies/limit-keys.ts';

/** `limit_conn_zone <key>` and `limit_conn <zone> <connections>`. */
export type LimitConn = Readonly<{
  key: LimitKey;
  connections: number;
}>;

const usual: LimitConn = { key: 'client', connections: 10 };
const example = 'nginx documentation, example';

const fields = {
  limits: list<LimitConn>({
    label: 'limit_conn',
    help: 'All must have room.',
    item: {
      key: keyField('client', example),
      connections: number({
        label: 'Connections',
        help: 'Requests in progress at once.',
        unit: 'calls',
        min: 1,
        max: 65_535,
        integer: true,
        default: usual.connections,
        source: example,
      }),
    },
    maxItems: 4,
    default: [usual],
    source: example,
  }),
  rejectStatus: number({
    label: 'limit_conn_status',
    help: 'What a refused request is answered.',
    unit: '',
    min: 400,
    max: 599,
    integer: true,
    default: 503,
    source: 'nginx',
  }),
  dryRun: flag({
    label: 'limit_conn_dry_run',
    help: 'Requests in progress are counted up to the limits, but none is refused.',
    default: false,
    source: 'nginx',
  }),
};
export type NginxLimitConnConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'nginx-limit-conn',
  label: 'nginx limit_conn',
  blurb: 'Limits requests in progress for each key; slow answers use it up, fast ones do not.',
  group: 'nginx',
  order: 21,
  presets: [
    {
      name: 'documentation',
      label: 'nginx documentation: 10 per client, 100 per server',
      config: {
        limits: [
          { key: 'client', connections: 10 },
          { key: 'global', connections: 100 },
        ],
        rejectStatus: 503,
        dryRun: false,
      },
    },
  ],
  fields,
};
