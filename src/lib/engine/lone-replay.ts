import { Unsupported, type Decision, type RecordedEvent, type Recording } from '#lib/base/recording.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from './build.ts';
import type { Gate } from './contract.ts';
import { ORDER } from './events.ts';
import { NONE, type Frame } from './frames.ts';
import { LoneGate } from './lone-gate.ts';

/** The usual refusal of a breaker, which recordings leave unsaid. */
const USUAL = 'breaker open';
const EVENT_FIELDS = ['atMs', 'outcome', 'durationMs', 'op'];
/** The queue reaches a little over an hour ahead; what is later takes several steps. */
const LONGEST_STEP_MICROS = 3_600_000_000;

export interface ReplayOptions {
  /** The mechanism's words for how a call ended: an outcome's code, or the name of a reason that the policy registers. */
  readonly outcomes: Readonly<Record<string, number | string>>;
  /** Recorded reasons by those of the house. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** The operator's commands that the mechanism knows. */
  readonly commands?: readonly string[];
}

/**
 * Lets recorded calls arrive at a real gate on a real event queue, and tells what it decided in the form of the recording's
 * `expected`: permitted or not and the state when each event was handled, and the state at each checkpoint. A call that
 * waited is told by its fate.
 *
 * @throws Unsupported for a word or a field that the mechanism does not know
 */
export function decisionsOf(
  { events = [], expected = [] }: Recording,
  config: object,
  create: (build: Build<never>) => Gate,
  options: ReplayOptions,
): Decision[] {
  for (const event of events) onlyKnown(event, options);
  const replay = new LoneReplay(events, new LoneGate(create, config), options);
  return expected.map(({ event, atMs }) => {
    replay.runTo(atMs as number);
    return typeof event === 'number' ? replay.decided[event] : { atMs, state: replay.lone.state };
  });
}

function onlyKnown(event: RecordedEvent, { outcomes, commands = [] }: ReplayOptions): void {
  const field = Object.keys(event).find((name) => !EVENT_FIELDS.includes(name));
  if (field !== undefined) throw new Unsupported(`unknown field “${field}” of an event`);
  const { op, outcome = '' } = event;
  if (op !== undefined && !commands.includes(op)) throw new Unsupported(`unknown command “${op}”`);
  if (op === undefined && !Object.hasOwn(outcomes, outcome)) {
    throw new Unsupported(`unknown outcome “${outcome}”`);
  }
}

class LoneReplay {
  readonly decided: Record<string, unknown>[] = [];
  /** Calls of events that were let in. */
  private readonly calls: Frame[] = [];
  /** Events of calls that wait or are under way. */
  private readonly eventOf = new Map<Frame, number>();
  /** Events in the order of their arrival; the first that has not arrived. */
  private readonly order: readonly number[];
  private next = 0;
  /** The event that arrives just now, and what its refusal was for. */
  private current = NONE;
  private refusedFor: string | undefined;
  private readonly arrivals: number;
  private readonly completions: number;
  /** When the call of each event ends. */
  private readonly endMicros: number[] = [];

  constructor(
    private readonly events: readonly RecordedEvent[],
    readonly lone: LoneGate,
    private readonly options: ReplayOptions,
  ) {
    const { owners } = lone.sim;
    this.order = events.map((_, event) => event).sort((a, b) => events[a].atMs - events[b].atMs);
    this.arrivals = owners.push({ timer: () => this.arrive() }) - 1;
    this.completions = owners.push({ timer: (event) => this.due(event) }) - 1;
    lone.onAdmitted = (call) => this.admitted(call);
    lone.onEnded = (call) => this.ended(call);
    this.awaitArrival();
  }

  /** Everything happens that is due by then. */
  runTo(atMs: number): void {
    this.lone.sim.run(msToMicros(atMs) + 1);
  }

  /** One arrival is scheduled at a time: what follows from it at once comes before the next. */
  private awaitArrival(): void {
    if (this.next === this.order.length) return;
    this.later(this.arrivals, msToMicros(this.events[this.order[this.next]].atMs), 0, ORDER.arrivals);
  }

  private later(owner: number, atMicros: number, tag: number, order: number): void {
    const { sim } = this.lone;
    sim.after(owner, Math.min(atMicros - sim.now, LONGEST_STEP_MICROS), tag, order);
  }

  private arrive(): void {
    const event = this.order[this.next];
    const { atMs, op } = this.events[event];
    if (msToMicros(atMs) > this.lone.sim.now) return this.awaitArrival();
    this.next++;
    this.decided[event] = op === undefined ? this.arrival(event) : this.command(event, op);
    this.decided[event].state = this.lone.state;
    this.awaitArrival();
  }

  private arrival(event: number): Record<string, unknown> {
    const { lone, options } = this;
    const { atMs, durationMs = 0 } = this.events[event];
    this.current = event;
    this.refusedFor = undefined;
    const call = lone.admit();
    if (call !== NONE) this.eventOf.set(call, event);
    const waits = call !== NONE && lone.isWaiting(call);
    if (call !== NONE && !waits && durationMs === 0) this.finish(event);
    this.current = NONE;
    if (waits) return { event, atMs, permitted: null, queued: true };
    const { refusedFor } = this;
    const reason = refusedFor === undefined ? undefined : (options.reasons?.[refusedFor] ?? refusedFor);
    return { event, atMs, permitted: call !== NONE, ...(reason === undefined ? {} : { reason }) };
  }

  private command(event: number, op: string): Record<string, unknown> {
    const { atMs } = this.events[event];
    return { event, atMs, ...(this.lone.gate.command!(op) ? {} : { illegal: true }) };
  }

  private admitted(call: Frame): void {
    const event = this.eventOf.get(call) ?? this.current;
    const { durationMs = 0 } = this.events[event];
    this.calls[event] = call;
    if (this.decided[event] !== undefined) this.decided[event].permitted = true;
    // One that arrives and ends at once is ended there. One that waited ends once the gate has told all who wait.
    if (durationMs === 0 && event === this.current) return;
    this.endMicros[event] = this.lone.sim.now + msToMicros(durationMs);
    this.later(this.completions, this.endMicros[event], event, ORDER.messages);
  }

  private ended(call: Frame): void {
    const event = this.eventOf.get(call);
    this.eventOf.delete(call);
    if (event !== undefined) {
      // The gate itself ended it: what it would have brought comes to nobody.
      this.calls[event] = NONE;
      if (this.decided[event]?.permitted === null) this.decided[event].permitted = false;
      return;
    }
    const { sim } = this.lone;
    const name = sim.reasons.names[sim.frames.reason[call]];
    if (this.calls[this.current] !== call) this.refusedFor = name === USUAL ? undefined : name;
  }

  private due(event: number): void {
    if (this.endMicros[event] <= this.lone.sim.now) this.finish(event);
    else this.later(this.completions, this.endMicros[event], event, ORDER.messages);
  }

  private finish(event: number): void {
    const call = this.calls[event];
    if (call === NONE) return;
    const { names } = this.lone.sim.reasons;
    const word = this.options.outcomes[this.events[event].outcome!];
    this.eventOf.delete(call);
    this.lone.end(call, typeof word === 'number' ? word : names.indexOf(word));
  }
}
