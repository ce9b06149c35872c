import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';

/** A recorded case: see the head of `course-breaker.test.ts`. */
export interface Trace<C> {
  readonly id: string;
  readonly title: string;
  readonly config: C;
  readonly events: readonly {
    readonly atMs: number;
    readonly outcome: string;
    readonly durationMs?: number;
  }[];
  readonly expected: readonly Expected[];
}

export interface Expected {
  readonly event?: number;
  readonly atMs: number;
  readonly permitted?: boolean;
  readonly state: string;
}

const STATUS: Readonly<Record<string, number>> = { success: OK, failure: ERROR, cancelled: CANCELLED };
const COMPLETIONS = 2;
const ARRIVALS = 3;

/** Lets recorded calls arrive at a real gate on a real event queue; returns what it decided, in the form of `expected`. */
export function decisions(
  trace: Trace<unknown>,
  config: object,
  create: (build: Build<never>) => Gate,
): Expected[] {
  const lone = new LoneGate(create, config);
  const { sim } = lone;
  const calls: Frame[] = [];
  const decided: Expected[] = [];
  const complete = sim.owners.push({ timer: (event) => finish(event) }) - 1;
  const arrive = sim.owners.push({ timer: (event) => start(event) }) - 1;
  trace.events.forEach(({ atMs }, event) => sim.after(arrive, msToMicros(atMs), event, ARRIVALS));

  function start(event: number): void {
    const { atMs, durationMs = 0 } = trace.events[event];
    calls[event] = lone.admit();
    const permitted = calls[event] !== NONE;
    if (permitted && durationMs === 0) finish(event);
    else if (permitted) sim.after(complete, msToMicros(durationMs), event, COMPLETIONS);
    decided.push({ event, atMs, permitted, state: lone.state });
  }

  function finish(event: number): void {
    lone.end(calls[event], STATUS[trace.events[event].outcome]);
  }

  return trace.expected.map(({ event, atMs }) => {
    sim.run(msToMicros(atMs) + 1);
    return decided.find((each) => event !== undefined && each.event === event) ?? { atMs, state: lone.state };
  });
}
