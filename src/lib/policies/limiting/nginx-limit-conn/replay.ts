import { onlyOptions, Unsupported, type Decision, type Replays } from '#lib/base/recording.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { asSeen, clientsOf, fatesOf, seenIn } from '#lib/policies/limiting/replay-arrivals.ts';
import { create } from './behaviour.ts';

/**
 * How long a request was in progress is what was seen of it, which includes the way to the upstream and back; without that,
 * its service time. It came when the client sent it, or later by nginx's own clock, which tells whole ms of the wall clock.
 */
export const replays: Replays = {
  'nginx-limit-conn': (recording) => {
    onlyOptions(recording, ['module', 'limit_conn', 'serviceTimeMs', 'rejectStatus', 'key']);
    const { limit_conn, serviceTimeMs = 0, rejectStatus = 503, key = 'constant' } = recording.config;
    if (key !== 'constant' && key !== 'client') throw new Unsupported(`key “${String(key)}”`);
    const limits = [{ key: key === 'client' ? 'client' : 'global', connections: limit_conn }];
    const lone = new LoneGate(create, { limits, rejectStatus });
    const clients = clientsOf(recording);
    const observed = seenIn(recording);
    const requests = recording.requests as readonly Decision[] | undefined;
    const fraction = Number(recording.wallClockStartMs ?? 0) % 1;
    const arrivals = (recording.arrivals ?? []).map((sentMs, index) => {
      const service = (requests?.[index]?.serviceMs ?? serviceTimeMs) as number;
      const seen = (observed[index]?.delayMs ?? 0) as number;
      const serverMs = (observed[index]?.serverMs ?? -Infinity) as number;
      const atMs = Math.max(sentMs, serverMs - fraction);
      return { atMs, client: clients[index], serviceMs: Math.max(service, sentMs + seen - atMs) };
    });
    const decisions = fatesOf(lone, arrivals).map(({ admitted, delayMs }, index) => {
      const took = admitted ? delayMs + arrivals[index].serviceMs : 0;
      const decision = { status: admitted ? 200 : rejectStatus, delayMs: took };
      return asSeen(decision, observed[index]);
    });
    return { decisions };
  },
};
