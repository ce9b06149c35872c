import { NO_INSTANCE, OK, outcomes, type Outcome } from '#lib/base/outcomes.ts';
import { seenIn, Unsupported, type Decision, type Recording } from '#lib/base/recording.ts';
import { msToMicros } from '#lib/base/time.ts';
import { ORDER } from './events.ts';
import { NONE } from './frames.ts';
import type { LonePort, LoneRequest } from './lone-port.ts';

/** How the HTTP statuses that recordings name read as outcomes. */
const OUTCOME_OF_STATUS: Readonly<Record<string, Outcome>> = {
  200: 'ok',
  403: 'unauthorized',
  404: 'no-route',
  429: 'rate-limited',
  500: 'error',
  503: 'queue-full',
};

/** What a product answers where no server did, and whether it names only the last server it tried. */
export interface OwnWays {
  readonly noServer: number;
  readonly refused: number;
  readonly timedOut: number;
  readonly tellsLast?: boolean;
}

interface Driving {
  /** When each request reaches the product, where that is known better than by the client's clock. */
  readonly arrivals: readonly number[];
  readonly paths?: (request: number) => number;
  /** Further things that happen, in ms of the recording. */
  readonly also?: readonly { readonly atMs: number; readonly deed: () => void }[];
  /** The recording's zero on the simulated clock: what happened before it lies after the start. */
  readonly originMs?: number;
}

/** What was done to a server, and when: "s1 refuses". */
export interface Happening {
  readonly t: number;
  readonly what: string;
}

export function happeningsOf({ events = [] }: Readonly<Record<string, unknown>>): readonly Happening[] {
  return events as readonly Happening[];
}

/** Lets a recording's requests arrive and its servers fail as they did, to the end. @throws Unsupported for an unknown deed */
export function drive(lone: LonePort, recording: Recording, driving: Driving): void {
  const { sim } = lone;
  const { arrivals, paths = () => 0, also = [], originMs = 0 } = driving;
  const deeds = happeningsOf(recording).map(({ t, what }) => ({
    atMs: t,
    deed: deedOf(lone, recording, what),
  }));
  const all = [...deeds, ...also];
  const act = sim.owners.push({ timer: (i) => all[i].deed() }) - 1;
  const arrive = sim.owners.push({ timer: (i) => lone.request(paths(i)) }) - 1;
  const at = (ms: number) => msToMicros(Math.max(0, ms + originMs));
  all.forEach(({ atMs }, i) => sim.after(act, at(atMs), i, ORDER.actions));
  arrivals.forEach((ms, i) => sim.after(arrive, at(ms), i, ORDER.arrivals));
  sim.run(at(arrivals.at(-1) ?? 0) + AFTERWARDS_MICROS);
}

/**
 * Each request's decision in the form of `observed`: status, servers tried, their statuses, delay; of what was recorded for it,
 * or of everything when nothing was.
 */
export function decisionsOf(lone: LonePort, recording: Recording, own: OwnWays): Decision[] {
  const names = serversOf(recording, []).map(({ name }, slot) => name ?? `s${slot + 1}`);
  const observed = seenIn(recording);
  return lone.requests.map((request, i) => {
    const seen = observed?.[i] ?? ALL;
    const chain = request.tries.map(({ slot }) =>
      slot === NONE ? noServer(String(seen.upstream)) : names[slot],
    );
    const statuses = request.tries.map(({ outcome }) => statusOf(outcome, own));
    return {
      status: statusOf(request.outcome, own),
      ...('upstream' in seen && { upstream: own.tellsLast ? (chain.at(-1) ?? '') : chain.join(',') }),
      ...('upstreamStatus' in seen && { upstreamStatus: statuses.join(', ') }),
      ...(stalled(request, seen) ? {} : { delayMs: delayMs(request) }),
    };
  });
}

/** Our request waited for nothing and theirs for nothing but the machine: no delay was decided. */
function stalled(request: LoneRequest, { delayMs: seen }: Decision): boolean {
  return delayMs(request) <= MOST_NOISE_MS && typeof seen === 'number' && seen < STALL_MS;
}

/** The recorded servers, each with no options but these. @throws Unsupported */
export function serversOf<S extends object>(
  { config }: Recording,
  known: readonly string[],
): readonly (S & { readonly name?: string })[] {
  const servers = (config.servers ?? []) as readonly (S & { readonly name?: string })[];
  for (const server of known.length === 0 ? [] : servers) {
    const unknown = Object.keys(server).find((option) => !known.includes(option));
    if (unknown !== undefined) throw new Unsupported(`unknown option “${unknown}” of a server`);
  }
  return servers;
}

/** Path of each request, which stands for its hash key. */
export function keysOf(lone: LonePort, { requests }: Recording): (request: number) => number {
  const recorded = (requests ?? []) as readonly { readonly key?: string | number }[];
  const paths = recorded.map(({ key }) => (key === undefined ? 0 : lone.sim.paths.intern(String(key))));
  return (request) => paths[request] ?? 0;
}

/** When each request came to the product, and how long its server worked for it. */
export interface RecordedWork {
  readonly arrivals: readonly number[];
  readonly serviceMicros: (request: number, sinceMicros: number) => number;
}

/**
 * What proxy, loopback and the machine took of a recorded delay lies before the pick, half of it but no more than usual, and
 * else in the server's work: so requests end in the order in which they did, and what happens at a round moment finds them
 * not yet over. One that waited before it was served ends when it did as well, if that is about its service time later:
 * else what each takes more than ours adds up along a queue.
 */
export function workOf(recording: Recording): RecordedWork {
  const { arrivals = [], config, requests = [] } = recording;
  const observed = seenIn(recording);
  const common = (config.serviceTimeMs as number | undefined) ?? 0;
  const recorded = requests as readonly { readonly serviceMs?: number }[];
  const moments = arrivals.map((ms, i) => {
    const serviceMs = recorded[i]?.serviceMs ?? common;
    const more = ((observed?.[i]?.delayMs as number | undefined) ?? serviceMs + LOOPBACK_MS) - serviceMs;
    // More, or less, is the product's doing: it queued the request, or did not serve it at all.
    const extraMs = more >= 0 && more <= MOST_NOISE_MS ? more : LOOPBACK_MS;
    const before = Math.min(extraMs / 2, MOST_BEFORE_MS);
    const end = serviceMs + more - before;
    return { arrival: ms + before, serviceMs, usualMs: serviceMs + extraMs - before, endMs: end };
  });
  return {
    arrivals: moments.map(({ arrival }) => arrival),
    serviceMicros: (request, sinceMicros) => {
      const { serviceMs, usualMs, endMs } = moments[request];
      const leftMs = endMs - sinceMicros / 1_000;
      const isAsSeen = leftMs >= serviceMs && leftMs <= serviceMs + MOST_NOISE_MS;
      return msToMicros(isAsSeen ? leftMs : usualMs);
    },
  };
}

export function recordedMs({ wallClockStartMs }: Recording): number {
  return (wallClockStartMs as number | undefined) ?? 0;
}

/** "s1 refuses", "s1 hangs", "s1 answers 500", "s1 ok"; what happens to health checks is in the recorded probes. */
function deedOf(lone: LonePort, recording: Recording, what: string): () => void {
  const [name, verb, object] = what.split(' ');
  const slot = serversOf(recording, []).findIndex((server, i) => (server.name ?? `s${i + 1}`) === name);
  if (slot < 0) throw new Unsupported(`unknown server in “${what}”`);
  const become = (refuses: boolean, hangs: boolean, reason: number) => () => {
    lone.refuse(slot, refuses);
    lone.hangs[slot] = hangs;
    lone.answers[slot] = reason;
  };
  if (verb === 'refuses') return become(true, false, OK);
  if (verb === 'hangs') return become(false, true, OK);
  if (verb === 'ok') return become(false, false, OK);
  if (verb === 'health') return () => undefined;
  if (verb === 'answers' && object in OUTCOME_OF_STATUS) return become(false, false, codeOf(object));
  throw new Unsupported(`unknown event “${what}”`);
}

function codeOf(status: string): number {
  return outcomes.findIndex(({ outcome }) => outcome === OUTCOME_OF_STATUS[status]);
}

function statusOf(outcome: number, own: OwnWays): number {
  if (outcome === NONE || outcome === NO_INSTANCE) return own.noServer;
  const { outcome: name } = outcomes[outcome];
  if (name === 'timed-out') return own.timedOut;
  const known = Object.entries(OUTCOME_OF_STATUS).find(([, each]) => each === name);
  return known === undefined ? own.refused : Number(known[0]);
}

/** What the recording calls it when there was no server: the name of the upstream. */
function noServer(upstream: string): string {
  const named = upstream.split(',').find((name) => !/^s\d/.test(name));
  return named ?? 'no live upstream';
}

function delayMs({ atMicros, endMicros }: LoneRequest): number {
  return endMicros < 0 ? NONE : (endMicros - atMicros) / 1_000;
}

/** What proxy and loopback usually take of a recorded delay: 0.5 to 2 ms. The machine's share may be larger. */
export const LOOPBACK_MS = 1;
const MOST_BEFORE_MS = 0.6;
const MOST_NOISE_MS = 10;
/** Where nothing waited, a longer delay than the usual is the machine's alone; some took 33 ms. */
const STALL_MS = 50;

const ALL: Decision = { upstream: '', upstreamStatus: '' };

/** Long enough for whatever is under way at the last arrival. */
const AFTERWARDS_MICROS = 120e6;
