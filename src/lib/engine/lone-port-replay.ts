import { NO_INSTANCE, OK, outcomes, type Outcome } from '#lib/base/outcomes.ts';
import { Unsupported, type Decision, type Recording } from '#lib/base/recording.ts';
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

/** What a product answers where no server did. */
export interface OwnStatuses {
  readonly noServer: number;
  readonly refused: number;
  readonly timedOut: number;
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

/** Lets a recording's requests arrive and its servers fail as they did, to the end. @throws Unsupported for an unknown deed */
export function drive(lone: LonePort, recording: Recording, driving: Driving): void {
  const { sim } = lone;
  const { arrivals, paths = () => 0, also = [], originMs = 0 } = driving;
  const events = (recording.events ?? []) as unknown as readonly { t: number; what: string }[];
  const deeds = events.map(({ t, what }) => ({ atMs: t, deed: deedOf(lone, recording, what) }));
  const all = [...deeds, ...also];
  const act = sim.owners.push({ timer: (i) => all[i].deed() }) - 1;
  const arrive = sim.owners.push({ timer: (i) => lone.request(paths(i)) }) - 1;
  const at = (ms: number) => msToMicros(Math.max(0, ms + originMs));
  all.forEach(({ atMs }, i) => sim.after(act, at(atMs), i, ORDER.actions));
  arrivals.forEach((ms, i) => sim.after(arrive, at(ms), i, ORDER.arrivals));
  sim.run(at(arrivals.at(-1) ?? 0) + AFTERWARDS_MICROS);
}

/** Each request's decision in the form of `observed`: status, the servers tried, their statuses where recorded, the delay. */
export function decisionsOf(lone: LonePort, recording: Recording, own: OwnStatuses): Decision[] {
  const names = serversOf(recording, []).map(({ name }, slot) => name ?? `s${slot + 1}`);
  const seen = recording.observed ?? [];
  return lone.requests.map((request, i) => {
    const { upstream = '', upstreamStatus } = seen[i] ?? {};
    const chain = request.tries.map(({ slot }) => (slot === NONE ? noServer(String(upstream)) : names[slot]));
    const statuses = request.tries.map(({ outcome }) => statusOf(outcome, own));
    return {
      status: statusOf(request.outcome, own),
      ...(upstream !== '' && { upstream: chain.join(',') }),
      ...(upstreamStatus !== undefined && { upstreamStatus: statuses.join(', ') }),
      delayMs: delayMs(request),
    };
  });
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

/** Service time of each request, with the way there and back: what happens at a round moment finds it not yet over. */
export function serviceOf({ config, requests }: Recording): (request: number) => number {
  const recorded = (requests ?? []) as readonly { readonly serviceMs?: number }[];
  const common = (config.serviceTimeMs as number | undefined) ?? 0;
  const micros = recorded.map(({ serviceMs = common }) => msToMicros(serviceMs + LOOPBACK_MS));
  return (request) => micros[request] ?? msToMicros(common + LOOPBACK_MS);
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

function statusOf(outcome: number, own: OwnStatuses): number {
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

/** What proxy and loopback take of a recorded delay: 0.5 to 2 ms. */
export const LOOPBACK_MS = 1;

/** Long enough for whatever is under way at the last arrival. */
const AFTERWARDS_MICROS = 120e6;
