import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { Unsupported, type Decision, type Recording, type RecordedEvent } from '#lib/base/recording.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from './build.ts';
import type { Gate } from './contract.ts';
import { NONE, type Frame } from './frames.ts';
import { LoneGate } from './lone-gate.ts';

/** The words in which recordings tell how a call ended. */
export const RECORDED_OUTCOMES: Readonly<Record<string, number>> = {
  success: OK,
  'slow-success': OK,
  failure: ERROR,
  'slow-failure': ERROR,
  cancelled: CANCELLED,
  ignored: CANCELLED,
  excluded: CANCELLED,
};

/** The usual refusal of a breaker, which recordings leave unsaid. */
const USUAL = 'breaker open';
const COMPLETIONS = 2;
const ARRIVALS = 3;

export interface ReplayOptions {
  /** Outcome codes of further words; a code may be a reason's number. */
  readonly outcomes?: (gate: LoneGate) => Readonly<Record<string, number>>;
  /** Recorded reasons by those of the house. */
  readonly reasons?: Readonly<Record<string, string>>;
}

/**
 * Lets recorded calls arrive at a real gate on a real event queue, and tells what it decided in the form of the recording's
 * `expected`: permitted or not and the state when each event was handled, and the state at each checkpoint. A call that
 * waited is told by its fate.
 *
 * @throws Unsupported for an outcome that has no code
 */
export function decisionsOf(
  { events = [], expected = [] }: Recording,
  config: object,
  create: (build: Build<never>) => Gate,
  options: ReplayOptions = {},
): Decision[] {
  const lone = new LoneGate(create, config);
  const { sim } = lone;
  const codes = { ...RECORDED_OUTCOMES, ...options.outcomes?.(lone) };
  const eventOf = new Map<Frame, number>();
  const decided: Record<string, unknown>[] = [];
  const complete = sim.owners.push({ timer: (event) => finish(event) }) - 1;
  const arrive = sim.owners.push({ timer: (event) => start(event) }) - 1;
  const calls: Frame[] = [];
  let current = NONE;
  events.forEach(({ atMs, outcome, op }, event) => {
    if (op === undefined && !(outcome! in codes)) throw new Unsupported(`unknown outcome “${outcome}”`);
    sim.after(arrive, msToMicros(atMs), event, ARRIVALS);
  });

  lone.onAdmitted = (call) => {
    const event = eventOf.get(call) ?? current;
    calls[event] = call;
    if (decided[event] !== undefined) decided[event].permitted = true;
    const { durationMs = 0 } = events[event];
    if (durationMs > 0) sim.after(complete, msToMicros(durationMs), event, COMPLETIONS);
    // A call that waited ends once the gate has told all who wait.
    else if (event !== current) sim.after(complete, 0, event, COMPLETIONS);
  };
  lone.onEnded = (call) => {
    const event = eventOf.get(call);
    eventOf.delete(call);
    if (event !== undefined && decided[event]?.permitted === null) decided[event].permitted = false;
    const name = sim.reasons.names[sim.frames.reason[call]];
    if (event === undefined && calls[current] !== call) refusedFor = name === USUAL ? undefined : name;
  };
  let refusedFor: string | undefined;

  function start(event: number): void {
    const { atMs, op } = events[event];
    decided[event] = op === undefined ? arrival(event, events[event]) : { event, atMs, ...command(op) };
    decided[event].state = lone.state;
  }

  function arrival(event: number, { atMs, durationMs = 0 }: RecordedEvent): Record<string, unknown> {
    current = event;
    refusedFor = undefined;
    const call = lone.admit();
    if (call !== NONE) eventOf.set(call, event);
    const waits = call !== NONE && lone.isWaiting(call);
    if (call !== NONE && !waits && durationMs === 0) finish(event);
    current = NONE;
    if (waits) return { event, atMs, permitted: null, queued: true };
    const reason = refusedFor === undefined ? undefined : (options.reasons?.[refusedFor] ?? refusedFor);
    return { event, atMs, permitted: call !== NONE, ...(reason === undefined ? {} : { reason }) };
  }

  function command(op: string): Decision {
    const { gate } = lone;
    if (gate.command === undefined) throw new Unsupported(`takes no commands: “${op}”`);
    return gate.command(op) ? {} : { illegal: true };
  }

  function finish(event: number): void {
    const call = calls[event];
    eventOf.delete(call);
    lone.end(call, codes[events[event].outcome!]);
  }

  return expected.map((wanted) => {
    sim.run(msToMicros(wanted.atMs as number) + 1);
    const { event, atMs } = wanted;
    return typeof event === 'number' ? decided[event] : { atMs, state: lone.state };
  });
}
