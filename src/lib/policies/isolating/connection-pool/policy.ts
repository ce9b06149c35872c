import { flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'nginx';

const fields = {
  keepalive: number({
    label: 'keepalive',
    help: 'How many connections are kept open for later calls; 0 = each call opens one of its own.',
    unit: '',
    min: 0,
    max: 1_024,
    integer: true,
    default: 32,
    source: 'nginx 1.29.7; before it: 0',
  }),
  http11: flag({
    label: 'HTTP/1.1 upstream, empty Connection header',
    help: 'Off, each connection is closed after its call, whatever is to be kept: the trap of nginx before 1.29.7.',
    default: true,
    source: 'nginx 1.29.7; before it: off',
  }),
  keepaliveTimeoutSeconds: number({
    label: 'keepalive_timeout',
    help: 'A connection that was idle for so long is closed; 0 = it is kept for ever.',
    unit: 's',
    min: 0,
    max: 3_600,
    default: 60,
    source,
  }),
  keepaliveRequests: number({
    label: 'keepalive_requests',
    help: 'After so many calls a connection is closed; 0 = never.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    integer: true,
    default: 1_000,
    source,
  }),
  connectMs: number({
    label: 'Setting up a connection',
    help: 'TCP and TLS handshakes: what a call waits that finds no idle connection.',
    unit: 'ms',
    min: 0,
    max: 10_000,
    default: 2,
    source: 'Halfopen',
  }),
  maxConnections: number({
    label: 'maximumPoolSize',
    help: 'Connections, idle ones and those in use; 0 = no limit, as in nginx.',
    unit: '',
    min: 0,
    max: 100_000,
    integer: true,
    default: 0,
    source,
  }),
  maxPending: number({
    label: 'max_pending_requests',
    help: 'How many calls may wait for a connection when all are in use; one more is refused.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 1_024,
    source: 'Envoy max_pending_requests',
  }),
  connectionTimeoutMs: number({
    label: 'connectionTimeout',
    help: 'After which a waiting call is refused; 0 = it waits for its time-out.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 30_000,
    source: 'HikariCP',
  }),
};
export type ConnectionPoolConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'connection-pool',
  label: 'Connection pool',
  blurb: 'Keeps connections open for later calls, and limits how many there are.',
  order: 30,
  perTry: true,
  presets: [
    { name: 'nginx', label: 'nginx 1.29.7', config: {} },
    {
      name: 'nginx-trap',
      label: 'nginx before 1.29.7, keepalive 32 alone',
      config: { keepalive: 32, http11: false },
    },
    {
      name: 'hikari',
      label: 'HikariCP',
      config: {
        keepalive: 10,
        maxConnections: 10,
        // With minimumIdle as large as the pool, as it comes, idleTimeout plays no part.
        keepaliveTimeoutSeconds: 0,
        keepaliveRequests: 0,
        maxPending: 100_000,
      },
    },
  ],
  fields,
};
