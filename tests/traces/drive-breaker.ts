import { assert } from '#lib/base/assert.ts';
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
  readonly events: readonly RecordedEvent[];
  readonly expected: readonly Expected[];
}

/** A call with its `outcome`, or an operator's command `op`. */
export interface RecordedEvent {
  readonly atMs: number;
  readonly outcome?: string;
  readonly op?: string;
  readonly durationMs?: number;
}

export interface Expected {
  readonly event?: number;
  readonly atMs: number;
  readonly permitted?: boolean;
  /** The command was refused. */
  readonly illegal?: boolean;
  readonly state: string;
}

const STATUS: Readonly<Record<string, number>> = {
  success: OK,
  'slow-success': OK,
  failure: ERROR,
  'slow-failure': ERROR,
  cancelled: CANCELLED,
  ignored: CANCELLED,
};
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
    const { atMs, op, durationMs = 0 } = trace.events[event];
    if (op !== undefined) {
      decided.push({ event, atMs, ...command(op), state: lone.state });
      return;
    }
    calls[event] = lone.admit();
    const permitted = calls[event] !== NONE;
    if (permitted) sim.frames.born[calls[event]] = sim.now;
    if (permitted && durationMs === 0) finish(event);
    else if (permitted) sim.after(complete, msToMicros(durationMs), event, COMPLETIONS);
    decided.push({ event, atMs, permitted, state: lone.state });
  }

  /** The state is read after it. */
  function command(op: string): { illegal?: true } {
    const { gate } = lone;
    assert(gate.command !== undefined, `a gate that is told "${op}" takes commands`);
    return gate.command(op) ? {} : { illegal: true };
  }

  function finish(event: number): void {
    const { outcome = '' } = trace.events[event];
    assert(outcome in STATUS, `an outcome that is known: "${outcome}"`);
    lone.end(calls[event], STATUS[outcome]);
  }

  return trace.expected.map(({ event, atMs }) => {
    sim.run(msToMicros(atMs) + 1);
    return decided.find((each) => event !== undefined && each.event === event) ?? { atMs, state: lone.state };
  });
}
