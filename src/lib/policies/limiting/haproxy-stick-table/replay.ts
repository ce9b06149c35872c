import { onlyOptions, type Decision, type Recording, type Replays } from '#lib/base/recording.ts';
import { msToMicros } from '#lib/base/time.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { asSeen, clientsOf, fatesOf, seenIn } from '#lib/policies/limiting/replay-arrivals.ts';
import { create, type HaproxyStickTable } from './behaviour.ts';

/**
 * On the wall clock of the start and the client's: periods begin with the first request, but at an even ms. How much later than it
 * was sent a request came to HAProxy's clock of whole ms is not told, nor whether the rate was read before the request was
 * counted, where it is counted last; they are as the recorded decisions agree with.
 */
export const replays: Replays = {
  'haproxy-stick-table': (recording) => {
    onlyOptions(recording, ['limiter', 'periodMs', 'limit', 'countsRejected', 'rejectStatus', 'key']);
    const seen = seenIn(recording);
    const agrees = (decisions: readonly Decision[]) =>
      decisions.every(
        ({ status, rate = null }, i) => status === seen[i]?.status && rate === (seen[i].rate ?? null),
      );
    const runs = [true, false].flatMap((counted) =>
      WAYS_MS.map((wayMs) => decisionsOf(recording, wayMs, counted)),
    );
    return { decisions: runs.find(agrees) ?? runs[0] };
  },
};

/** Loopback takes less than a ms. */
const WAYS_MS = [0, 0.2, 0.4, 0.6, 0.8];

/** `counted`: rates are told as they are once the request was counted. */
function decisionsOf(recording: Recording, wayMs: number, counted: boolean): readonly Decision[] {
  const { config, arrivals = [] } = recording;
  const observed = seenIn(recording);
  const { periodMs, limit, countsRejected = true, rejectStatus = 429 } = config;
  const key = config.key === 'client' ? 'client' : 'global';
  const settings = { periodMs, limit, countsRejected, rejectStatus, key, size: 1_024, expireMs: 0 };
  const lone = new LoneGate(create, settings, msToMicros(Number(recording.wallClockStartMs ?? 0) + wayMs));
  const gate = lone.gate as HaproxyStickTable;
  const clients = clientsOf(recording);
  const rates: number[] = [];
  const requests = arrivals.map((atMs, index) => ({ atMs, client: clients[index], serviceMs: 0 }));
  const fates = fatesOf(lone, requests, (index) => {
    rates[index] = counted ? gate.rate : gate.judgedRate;
  });
  return fates.map(({ admitted }, index) => {
    const decision = { status: admitted ? 200 : rejectStatus, delayMs: 0, rate: rates[index] };
    return asSeen(decision, observed[index]);
  });
}
