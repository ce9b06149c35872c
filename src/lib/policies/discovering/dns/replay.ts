import {
  onlyOptions,
  seenIn,
  Unsupported,
  type Decision,
  type Mismatch,
  type Recording,
  type Replays,
} from '#lib/base/recording.ts';
import { MICROS_PER_S, msToMicros } from '#lib/base/time.ts';
import { Arena } from '#lib/engine/arena.ts';
import { ANSWER, AnswerCache } from './answer-cache.ts';
import { caches } from './caches.ts';
import { RecordedZone } from './recorded-zone.ts';

/**
 * A resolver's cache between recorded queries and a recorded zone. Whole seconds are counted by the resolver's own clock, which
 * the recording does not tell: the kernel moves it on in ticks of some milliseconds, so that it lags behind the client's by the
 * same few at every second. The lag is the one that the recorded TTLs agree with.
 */
export const replays: Replays = {
  'dns-cache': (recording) => {
    onlyOptions(recording, ['resolver', 'cacheSize', 'recordTtlS', 'records', 'negative', 'failure']);
    const { resolver = 'dnsmasq cache' } = recording.config;
    if (resolver !== 'dnsmasq cache') throw new Unsupported(`resolver “${String(resolver)}”`);
    const seen = seenIn(recording);
    const runs = LAGS_MS.map((lagMs) => runOf(recording, lagMs));
    const agreed = runs.find(({ decisions }) =>
      seen?.every(({ ttl }, index) => ttl === decisions[index].ttl),
    );
    const { decisions, askedMs } = agreed ?? runs[0];
    if (seen === undefined) return { decisions };
    return {
      decisions: decisions.map((each, index) => asSeen(each, seen[index])),
      mismatches: differences(recording, askedMs),
    };
  },
};

/** A tick of the slowest usual kernel clock is 4 ms; the client’s own times are good to 2 ms. */
const LAGS_MS = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, -0.5, -1, -1.5, -2];
/** The server above was asked within this of the query that made it so. */
const ASKED_MS = 25;

interface Run {
  readonly decisions: readonly Decision[];
  /** When the zone was asked. */
  readonly askedMs: readonly number[];
}

function runOf(recording: Recording, lagMs: number): Run {
  const { arrivals = [], wallClockStartMs = 0, config } = recording;
  const zone = new RecordedZone(recording);
  const cache = new AnswerCache(new Arena(), 1, caches.dnsmasq);
  const room = (config.cacheSize as number | undefined) ?? DEFAULT_CACHE_SIZE;
  const askedMs: number[] = [];
  const decisions: Decision[] = [];
  for (const index of arrivals.map((_, each) => each).sort((a, b) => arrivals[a] - arrivals[b] || a - b)) {
    const atMs = arrivals[index];
    const wall = msToMicros((wallClockStartMs as number) + atMs - lagMs);
    const cached = cache.answer(0, wall);
    if (cached === ANSWER.unknown) {
      askedMs.push(atMs);
      const { answer, records, ttlMicros } = zone.at(atMs);
      // A name takes as many places of the cache as it has records.
      if (Math.max(1, records.length) <= room) cache.keep(0, wall, answer, 0, ttlMicros);
      decisions[index] = decisionOf(answer, records, ttlMicros, true);
    } else {
      const { records } = zone.at(askedMs[askedMs.length - 1]);
      decisions[index] = decisionOf(cached, turned(records, cache.turn(0)), cache.leftMicros(0, wall), false);
    }
  }
  return { decisions, askedMs };
}

/** dnsmasq’s `cache-size`. */
const DEFAULT_CACHE_SIZE = 150;
const STATUS = ['', 'NOERROR', 'NXDOMAIN', 'SERVFAIL'];

/** So many times the last one comes to the front. */
function turned(records: readonly string[], times: number): string[] {
  const first = records.length - (times % records.length);
  return [...records.slice(first), ...records.slice(0, first)];
}

function decisionOf(answer: number, records: readonly string[], ttlMicros: number, asked: boolean): Decision {
  const told = { upstream: records.join(), ttl: ttlMicros / MICROS_PER_S };
  return { status: STATUS[answer], ...(answer === ANSWER.exists ? told : {}), asked };
}

/** Of a decision what was recorded of that query too, in the recording’s form: perhaps only the first of several records. */
function asSeen({ status, upstream, ttl }: Decision, seen: Decision): Decision {
  if (upstream === undefined || !('upstream' in seen)) return { status };
  const records = (upstream as string).split(',');
  const separator = /[,;\s]+/.exec(String(seen.upstream))?.[0];
  const one = separator === undefined ? records[0] : records.join(separator);
  const told = Array.isArray(seen.upstream) ? records : one;
  return { status, upstream: told, ...('ttl' in seen ? { ttl } : {}) };
}

/** Times at which the server above was asked on one side only; not where a query is known to be on the edge of a second. */
function differences({ upstreamQueriesMs, check }: Recording, askedMs: readonly number[]): Mismatch[] {
  const { nearBoundary = [] } = (check ?? {}) as { nearBoundary?: readonly number[] };
  if (upstreamQueriesMs === undefined || nearBoundary.length > 0) return [];
  const toldMs = upstreamQueriesMs as readonly number[];
  const near = (times: readonly number[], ms: number) =>
    times.some((each) => Math.abs(each - ms) <= ASKED_MS);
  return [
    ...toldMs.filter((ms) => !near(askedMs, ms)).map((ms) => ({ index: -1, expected: ms, actual: null })),
    ...askedMs.filter((ms) => !near(toldMs, ms)).map((ms) => ({ index: -1, expected: null, actual: ms })),
  ];
}
