import { onlyOptions, Unsupported, type Recording, type Replay, type Replays } from '#lib/base/recording.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import { LonePort } from '#lib/engine/lone-port.ts';
import { decisionsOf, drive, recordedMs, serversOf, workOf } from '#lib/engine/lone-port-replay.ts';
import { checkers } from '#lib/policies/behaviours.ts';
import { policies } from '#lib/policies/policies.ts';
import { create } from './behaviour.ts';
import { fields, serverFields, type HaproxyConfig, type HaproxyServer } from './policy.ts';
import { earliestMs, mismatchesOf, probesOf, watchStates } from './recorded-checks.ts';

/** HAProxy backends in front of scripted servers: server, status and waiting of each request; states of the servers. */
export const replays: Replays = { 'haproxy-backend': replay };

const OPTIONS = [
  'balance',
  'servers',
  'check',
  'timeoutCheckMs',
  'observe',
  'errorLimit',
  'onError',
  'retries',
  'redispatch',
  'timeoutConnectMs',
  'timeoutQueueMs',
  'timeoutServerMs',
  'allbackups',
  'serviceTimeMs',
  'nbthread',
  'note',
];
const SERVER_OPTIONS = ['name', 'address', 'weight', 'maxconn', 'backup', 'slowstartMs'];
/** Random picks cannot be those that were recorded. */
const BALANCES = ['roundrobin', 'static-rr', 'leastconn', 'first'];

function replay(recording: Recording): Replay {
  onlyOptions(recording, OPTIONS);
  const { config } = recording;
  const { arrivals, serviceMicros } = workOf(recording);
  const servers = serversOf<Partial<HaproxyServer>>(recording, SERVER_OPTIONS);
  const checked = config.check !== undefined;
  const originMs = Math.max(0, -earliestMs(recording));
  const checkConfig = checkConfigOf(config);
  const lone = new LonePort({
    servers: servers.length,
    balancer: create,
    config: configOf(config, servers),
    ...(checked && { checker: checkers.get('haproxy'), checkerConfig: checkConfig }),
    epochMicros: msToMicros(recordedMs(recording) - originMs),
    timeoutMicros: msToMicros((config.timeoutServerMs as number | undefined) ?? SERVER_TIMEOUT_MS),
    serviceMicros,
  });
  const states = watchStates(lone, originMs);
  const timeoutMs = checkConfig.timeoutCheckMs || checkConfig.inter;
  const also = checked ? probesOf(lone, recording, timeoutMs) : [];
  drive(lone, recording, { arrivals, also, originMs });
  return {
    decisions: decisionsOf(lone, recording, {
      noServer: 503,
      refused: 503,
      timedOut: 504,
      tellsLast: true,
    }),
    mismatches: checked ? mismatchesOf(recording, states, checkConfig.inter) : [],
  };
}

function configOf(config: Recording['config'], servers: readonly Partial<HaproxyServer>[]): HaproxyConfig {
  const [balance] = String(config.balance ?? 'roundrobin').split(/[\s(]/);
  if (!BALANCES.includes(balance)) throw new Unsupported(`unknown balance “${balance}”`);
  const defaults = defaultsOf(fields);
  const given = (name: 'retries' | 'redispatch' | 'timeoutConnectMs' | 'timeoutQueueMs' | 'allbackups') =>
    config[name] === undefined ? {} : { [name]: config[name] };
  return {
    ...defaults,
    balance: balance as HaproxyConfig['balance'],
    servers: servers.map(serverOf),
    ...given('retries'),
    ...given('redispatch'),
    ...given('timeoutConnectMs'),
    ...given('timeoutQueueMs'),
    ...given('allbackups'),
  };
}

function serverOf(server: Partial<HaproxyServer>): HaproxyServer {
  const defaults = defaultsOf(serverFields);
  const { weight, minconn, maxconn, slowstartMs, backup } = { ...defaults, ...server };
  return { weight, minconn, maxconn, slowstartMs, backup };
}

/** The settings of HAProxy's check, which is a policy of its own. */
interface CheckConfig {
  readonly inter: number;
  readonly timeoutCheckMs: number;
}

function checkConfigOf(config: Recording['config']): CheckConfig {
  const { type = 'http', ...check } = (config.check ?? {}) as Readonly<Record<string, unknown>>;
  const known = ['inter', 'fastinter', 'downinter', 'fall', 'rise'];
  const unknown = Object.keys(check).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Unsupported(`unknown option “${unknown}” of a check`);
  if (!['http', 'tcp'].includes(String(type))) throw new Unsupported(`unknown type of check “${type}”`);
  const policy = policies.find(({ family, policy: name }) => family === 'checking' && name === 'haproxy')!;
  const defaults = defaultsOf(policy.fields);
  const beside = ['timeoutCheckMs', 'observe', 'errorLimit', 'onError'].filter((name) => name in config);
  const given = Object.fromEntries(beside.map((name) => [name, config[name]]));
  return { inter: INTER_MS, timeoutCheckMs: 0, ...defaults, ...check, ...given };
}

/** HAProxy's default. */
const INTER_MS = 2_000;
/** Longer than any recording: none has a server that says nothing. */
const SERVER_TIMEOUT_MS = 60_000;
