import { createActor, type Actor, type AnyStateMachine } from 'xstate';
import { stepKey } from '#lib/charts/statechart/step-count.ts';
import { startOf, type PlanChart } from '#lib/scenario/plan.ts';
import type { TransitionRecord } from '#lib/runner/protocol.ts';

/** The record's steps of all machines, in order; `before(t)` is how many happened before t (microseconds). */
export interface Steps {
  at(index: number): TransitionRecord;
  before(micros: number): number;
}

/** Where the machine and the engine part: what each says the state is. */
export interface Disagreement {
  readonly machine: string;
  readonly engine: string;
  /** When it first showed. */
  readonly atMicros: number;
}

/**
 * The machine of one subject, run in the page as an XState actor on the events that the engine recorded. The engine
 * steps a table made of this machine; here the machine itself says whether each step was right.
 */
export class Shadow {
  /** How often each event was followed, by `stepKey`, up to where it was last told to follow. */
  readonly counts = new Map<string, number>();
  /** The subject's latest step, and the one before it. */
  last: TransitionRecord | null = null;
  previous: TransitionRecord | null = null;
  disagreement: Disagreement | null = null;

  #actor: Actor<AnyStateMachine>;
  #next = 0;
  /** The last record walked over, whoever's it was: tells whether the record was cut short behind our back. */
  #walked: TransitionRecord | null = null;

  constructor(
    private readonly machine: AnyStateMachine,
    private readonly plan: PlanChart,
    private readonly chart: number,
    private readonly subject: number,
  ) {
    this.#actor = this.#start();
  }

  /** The state that the machine is in. */
  get state(): string {
    return String(this.#actor.getSnapshot().value);
  }

  /**
   * Takes every step before `micros`; going back, or a record that was cut, begins anew. `mode` is the state
   * code that the engine's view of that very moment shows, if there is one.
   */
  follow(steps: Steps, micros: number, mode: number | null): void {
    const until = steps.before(micros);
    const cut = this.#next > 0 && this.#next <= until && steps.at(this.#next - 1) !== this.#walked;
    if (until < this.#next || cut) this.#restart();
    for (; this.#next < until; this.#next++) {
      this.#walked = steps.at(this.#next);
      if (this.#walked.chart === this.chart && this.#walked.subject === this.subject)
        this.#take(this.#walked);
    }
    if (mode !== null) this.#compare(this.plan.states[mode], micros);
  }

  stop(): void {
    this.#actor.stop();
  }

  #take(step: TransitionRecord): void {
    const { states, events } = this.plan;
    this.#compare(states[step.from], step.atMicros);
    this.#actor.send({ type: events[step.event] });
    this.#compare(states[step.to], step.atMicros);
    const key = stepKey(states[step.from], events[step.event]);
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    this.previous = this.last;
    this.last = step;
  }

  #compare(engine: string, atMicros: number): void {
    if (this.state !== engine) this.disagreement ??= { machine: this.state, engine, atMicros };
  }

  #restart(): void {
    this.#actor.stop();
    this.#actor = this.#start();
    this.#next = 0;
    this.#walked = this.last = this.previous = this.disagreement = null;
    this.counts.clear();
  }

  #start(): Actor<AnyStateMachine> {
    const value = this.plan.states[startOf(this.plan, this.subject)];
    const actor = createActor(this.machine, { snapshot: this.machine.resolveState({ value, context: {} }) });
    return actor.start();
  }
}
