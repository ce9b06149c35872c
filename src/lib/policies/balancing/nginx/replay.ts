import {
  seenIn,
  onlyOptions,
  Unsupported,
  type Recording,
  type Replay,
  type Replays,
} from '#lib/base/recording.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import { LonePort } from '#lib/engine/lone-port.ts';
import {
  decisionsOf,
  drive,
  keysOf,
  LOOPBACK_MS,
  recordedMs,
  serversOf,
  workOf,
} from '#lib/engine/lone-port-replay.ts';
import { create } from './behaviour.ts';
import { fields, serverFields, type NginxConfig, type NginxServer } from './policy.ts';

/** nginx upstreams behind scripted servers: which server each try went to, and what came of it. */
export const replays: Replays = { 'nginx-upstream': replay };

const OPTIONS = [
  'algorithm',
  'servers',
  'proxy_next_upstream',
  'proxy_next_upstream_tries',
  'proxy_next_upstream_timeout_ms',
  'proxy_read_timeout_ms',
  'serviceTimeMs',
  'note',
];
const SERVER_OPTIONS = [
  'name',
  'address',
  'weight',
  'max_fails',
  'fail_timeout_s',
  'backup',
  'down',
  'max_conns',
];
/** nginx's default of proxy_read_timeout. */
const READ_TIMEOUT_MS = 60_000;

interface RecordedServer {
  readonly weight?: number;
  readonly max_fails?: number;
  readonly fail_timeout_s?: number;
  readonly backup?: boolean;
  readonly down?: boolean;
  readonly max_conns?: number;
  readonly address?: string;
}

function replay(recording: Recording): Replay {
  onlyOptions(recording, OPTIONS);
  const { config } = recording;
  const { arrivals, serviceMicros } = workOf(recording);
  const servers = serversOf<RecordedServer>(recording, SERVER_OPTIONS);
  const lone = new LonePort({
    servers: servers.length,
    balancer: create,
    config: configOf(config, servers),
    addresses: servers.map(({ address }, i) => address ?? `127.0.0.1:${FIRST_PORT + i}`),
    epochMicros: msToMicros(recordedMs(recording)),
    timeoutMicros: msToMicros(
      ((config.proxy_read_timeout_ms as number | undefined) ?? READ_TIMEOUT_MS) + LOOPBACK_MS,
    ),
    serviceMicros,
  });
  drive(lone, recording, { arrivals: onServerClock(recording, arrivals), paths: keysOf(lone, recording) });
  return { decisions: decisionsOf(lone, recording, { noServer: 502, refused: 502, timedOut: 504 }) };
}

function configOf(config: Recording['config'], servers: readonly RecordedServer[]): NginxConfig {
  const words = config.proxy_next_upstream as string | string[] | undefined;
  return {
    ...defaultsOf(fields),
    method: methodOf(String(config.algorithm ?? 'swrr')),
    servers: servers.map(serverOf),
    ...(words !== undefined && { proxyNextUpstream: [words].flat().join(' ') }),
    proxyNextUpstreamTries: (config.proxy_next_upstream_tries as number | undefined) ?? 0,
    proxyNextUpstreamTimeoutSeconds:
      ((config.proxy_next_upstream_timeout_ms as number | undefined) ?? 0) / 1_000,
  };
}

function serverOf(server: RecordedServer): NginxServer {
  const defaults = defaultsOf(serverFields);
  return {
    weight: server.weight ?? defaults.weight,
    maxFails: server.max_fails ?? defaults.maxFails,
    failTimeoutSeconds: server.fail_timeout_s ?? defaults.failTimeoutSeconds,
    maxConns: server.max_conns ?? defaults.maxConns,
    backup: server.backup ?? defaults.backup,
    down: server.down ?? defaults.down,
  };
}

/** Recordings name it freely: "hash $key consistent (ketama, 160 points per weight unit, crc32)". */
function methodOf(algorithm: string): NginxConfig['method'] {
  const words = algorithm.toLowerCase();
  if (words.includes('ip_hash')) return 'ip-hash';
  if (words.includes('random')) return words.includes('two') ? 'random' : 'random-one';
  if (words.includes('hash')) {
    return words.includes('consistent') || words.includes('ketama') ? 'hash-consistent' : 'hash';
  }
  if (words.includes('least')) return 'least-conn';
  if (words.includes('swrr') || words.includes('round')) return 'round-robin';
  throw new Unsupported(`unknown algorithm “${algorithm}”`);
}

/** nginx's own clock of milliseconds tells when a request reached it, where that is later than the client sent it. */
function onServerClock(recording: Recording, arrivals: readonly number[]): number[] {
  const fraction = recordedMs(recording) % 1;
  const seen = seenIn(recording);
  return arrivals.map((ms, i) => {
    const { serverMs } = seen?.[i] ?? {};
    return typeof serverMs === 'number' ? Math.max(ms, serverMs - fraction) : ms;
  });
}

const FIRST_PORT = 19_001;
