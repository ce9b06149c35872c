import type { Queueing } from '#lib/base/queueing.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Station } from '#lib/engine/station.ts';
import { AdaptiveLifo } from './adaptive-lifo.ts';
import { Codel, type CodelOptions } from './codel.ts';
import { Lifo } from './lifo.ts';

/** Gives a station's queue the order that is wanted. Who is given up is told `shed`, which is a full queue. */
export function orderQueue(build: Build<unknown>, station: Station, queueing: Queueing): void {
  if (queueing.is === 'fifo') return;
  const { host } = build;
  const limit = station.queueLimit;
  if (queueing.is === 'lifo') {
    station.line = new Lifo(build, host, limit);
    return;
  }
  const reason = build.reason('shed', 'queue-full');
  const options: CodelOptions = {
    targetMicros: msToMicros(queueing.targetMs),
    intervalMicros: msToMicros(queueing.intervalMs),
    limit,
    giveUp(visit) {
      station.giveUp(visit);
      host.answer(visit, reason);
    },
  };
  station.line =
    queueing.is === 'codel' ? new Codel(build, host, options) : new AdaptiveLifo(build, host, options);
}
