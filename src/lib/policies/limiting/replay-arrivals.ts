import { OK } from '#lib/base/outcomes.ts';
import type { Decision, Recording } from '#lib/base/recording.ts';
import { MICROS_PER_MS, msToMicros } from '#lib/base/time.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { LoneGate } from '#lib/engine/lone-gate.ts';
import type { Simulation } from '#lib/engine/simulation.ts';

const COMPLETIONS = 2;
const ARRIVALS = 3;
const STEP_MICROS = 1_800_000_000;

export interface Arrival {
  readonly atMs: number;
  readonly client: number;
  /** How long it is in progress once it is let in. */
  readonly serviceMs: number;
}

/** What became of an arrival; `delayMs` until it was let in, or refused. */
export interface Fate {
  admitted: boolean;
  delayMs: number;
}

/** Lets recorded requests arrive at a gate; `arrived` is told of each as soon as the gate has dealt with its arrival. */
export function fatesOf(
  lone: LoneGate,
  arrivals: readonly Arrival[],
  arrived: (index: number, waits: boolean) => void = () => undefined,
): Fate[] {
  const { sim } = lone;
  const indexOf = new Map<Frame, number>();
  const calls: Frame[] = [];
  const fates: Fate[] = arrivals.map(() => ({ admitted: false, delayMs: 0 }));
  let current = NONE;
  const end = sim.owners.push({ timer: (index) => lone.end(calls[index], OK) }) - 1;
  lone.onAdmitted = (call) => {
    const index = indexOf.get(call) ?? current;
    calls[index] = call;
    const delayMs = sim.now / MICROS_PER_MS - arrivals[index].atMs;
    fates[index] = { admitted: true, delayMs: Math.max(0, delayMs) };
    sim.after(end, msToMicros(arrivals[index].serviceMs), index, COMPLETIONS);
  };
  lone.onEnded = (call) => {
    indexOf.delete(call);
  };
  const times = arrivals.map(({ atMs }) => atMs);
  inOrder(sim, times, (index) => {
    current = index;
    const call = lone.admit(arrivals[index].client);
    const waits = call !== NONE && lone.isWaiting(call);
    if (waits) indexOf.set(call, index);
    current = NONE;
    arrived(index, waits);
  });
  return fates;
}

/** Does something at each of these times, equal ones in their order, and runs until nothing is left to happen. */
export function inOrder(sim: Simulation, timesMs: readonly number[], deed: (index: number) => void): void {
  const order = timesMs.map((_, index) => index).sort((a, b) => timesMs[a] - timesMs[b] || a - b);
  const owner = sim.owners.push({ timer: (place) => next(place) }) - 1;
  function next(place: number): void {
    // All of one micro are one event: nothing comes between what arrives together.
    while (place < order.length && msToMicros(timesMs[order[place]]) <= sim.now) deed(order[place++]);
    if (place < order.length) approach(place);
  }
  /** The engine looks 71 minutes ahead: a longer gap is taken in steps. */
  function approach(place: number): void {
    const left = msToMicros(timesMs[order[place]]) - sim.now;
    sim.after(owner, Math.min(left, STEP_MICROS), place, ARRIVALS);
  }
  if (order.length > 0) approach(0);
  sim.run(Infinity);
}

/** Clients as numbers, in the order in which the recording first names them; 0 when it names none. */
export function clientsOf(recording: Recording): number[] {
  const { arrivals = [], requests } = recording;
  const seen = seenIn(recording);
  const names: unknown[] = [];
  return arrivals.map((_, index) => {
    const request = (requests as readonly Decision[] | undefined)?.[index];
    const name = seen[index]?.client ?? request?.client ?? request?.key;
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  });
}

/** When each request arrived by the product's own clock where that was recorded, else by the client's; in ms. */
export function arrivalTimesOf(recording: Recording): number[] {
  const seen = seenIn(recording);
  return (recording.arrivals ?? []).map((atMs, index) => Number(seen[index]?.serverMs ?? atMs));
}

/** What was seen of each arrival; nothing when nothing was recorded. */
export function seenIn({ observed }: Recording): readonly Decision[] {
  return typeof observed === 'object' ? observed : [];
}

/** Of a decision only what was seen of that request too; all of it when nothing was. */
export function asSeen(decision: Decision, seen: Decision | undefined): Decision {
  if (seen === undefined) return decision;
  return Object.fromEntries(Object.entries(decision).filter(([name]) => name in seen));
}
