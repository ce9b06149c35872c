import {
  onlyOptions,
  Unsupported,
  type Decision,
  type Recording,
  type Replays,
} from '#lib/base/recording.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import {
  arrivalTimesOf,
  asSeen,
  clientsOf,
  fatesOf,
  seenIn,
} from '#lib/policies/limiting/replay-arrivals.ts';
import { create, type NginxLimitReq } from './behaviour.ts';
import type { LimitReq, NginxLimitReqConfig } from './policy.ts';

/** An nginx location's limits as recordings write them: `rate` as in nginx, '10r/s'; `key` constant or client. */
export const replays: Replays = {
  'nginx-limit-req': (recording) => {
    onlyOptions(recording, [...LIMIT_OPTIONS, 'module', 'limits', 'rejectStatus']);
    const config = configOf(recording.config);
    const lone = new LoneGate(create, config);
    const gate = lone.gate as NginxLimitReq;
    const clients = clientsOf(recording);
    const observed = seenIn(recording);
    const arrivals = arrivalTimesOf(recording).map((atMs, index) => ({
      atMs,
      client: clients[index],
      serviceMs: 0,
    }));
    const seen: number[][] = [];
    const waited: boolean[] = [];
    const fates = fatesOf(lone, arrivals, (index, waits) => {
      seen[index] = gate.zones.slice(0, gate.looked).map((zone) => zone.seen);
      waited[index] = waits;
    });
    const decisions = fates.map(({ admitted, delayMs }, index) => {
      const decision = {
        status: admitted ? 200 : config.rejectStatus,
        delayMs,
        excessMilli: excessOf(seen[index], config.limits.length, observed[index]),
        limitReqStatus: !admitted ? 'REJECTED' : waited[index] ? 'DELAYED' : 'PASSED',
      };
      return asSeen(decision, observed[index]);
    });
    return { decisions };
  },
};

const LIMIT_OPTIONS = ['zone', 'key', 'rate', 'burst', 'delay', 'nodelay'];

function configOf({ limits, rejectStatus = 503, ...only }: Recording['config']): NginxLimitReqConfig {
  const given = (limits ?? [only]) as readonly Record<string, unknown>[];
  return { limits: given.map(limitOf), rejectStatus: rejectStatus as number, dryRun: false };
}

function limitOf(limit: Readonly<Record<string, unknown>>): LimitReq {
  const unknown = Object.keys(limit).find((name) => ![...LIMIT_OPTIONS, 'module'].includes(name));
  if (unknown !== undefined) throw new Unsupported(`unknown option “${unknown}” of a limit`);
  const { rate, burst = 0, delay = 0, nodelay = false, key = 'constant' } = limit;
  const [, number, per] = /^(\d+)(r\/[sm])$/.exec(String(rate)) ?? [];
  if (number === undefined) throw new Unsupported(`rate “${String(rate)}”`);
  if (key !== 'constant' && key !== 'client') throw new Unsupported(`key “${String(key)}”`);
  return {
    key: key === 'client' ? 'client' : 'global',
    rate: Number(number),
    per: per as LimitReq['per'],
    burst: Number(burst),
    delay: Number(delay),
    nodelay: Boolean(nodelay),
    zoneKilobytes: 10_240,
  };
}

/** One number for one zone. A zone that was not asked, because one before it refused, is not told of. */
function excessOf(
  seen: readonly number[],
  zones: number,
  observed: Decision | undefined,
): number | readonly number[] {
  const alone = zones === 1 || (seen.length === 1 && !Array.isArray(observed?.excessMilli ?? []));
  return alone ? seen[0] : seen;
}
