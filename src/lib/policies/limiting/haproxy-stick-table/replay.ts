import { onlyOptions, type Replays } from '#lib/base/recording.ts';
import { msToMicros } from '#lib/base/time.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { asSeen, clientsOf, fatesOf, seenIn } from '#lib/policies/limiting/replay-arrivals.ts';
import { create, type HaproxyStickTable } from './behaviour.ts';

/** On the client's clock and the wall clock of its start: periods begin with the first request, but at an even ms. */
export const replays: Replays = {
  'haproxy-stick-table': (recording) => {
    onlyOptions(recording, ['limiter', 'periodMs', 'limit', 'countsRejected', 'rejectStatus', 'key']);
    const { config, arrivals = [] } = recording;
    const observed = seenIn(recording);
    const { periodMs, limit, countsRejected = true, rejectStatus = 429 } = config;
    const key = config.key === 'client' ? 'client' : 'global';
    const settings = { periodMs, limit, countsRejected, rejectStatus, key, size: 1_024, expireMs: 0 };
    const lone = new LoneGate(create, settings, msToMicros(Number(recording.wallClockStartMs ?? 0)));
    const gate = lone.gate as HaproxyStickTable;
    const clients = clientsOf(recording);
    const rates: number[] = [];
    const requests = arrivals.map((atMs, index) => ({ atMs, client: clients[index], serviceMs: 0 }));
    const fates = fatesOf(lone, requests, (index) => (rates[index] = gate.rate));
    const decisions = fates.map(({ admitted }, index) => {
      const decision = { status: admitted ? 200 : rejectStatus, delayMs: 0, rate: rates[index] };
      return asSeen(decision, observed[index]);
    });
    return { decisions };
  },
};
