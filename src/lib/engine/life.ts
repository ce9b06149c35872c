import type { AnyStateMachine } from 'xstate';
import type { Chart } from './chart.ts';
import { NONE } from './frames.ts';

/** What can happen to an instance; each kind's machine has its own words for those that it knows. */
export type LifeStep =
  | 'created'
  | 'started'
  | 'hung'
  | 'recovered'
  | 'stopping'
  | 'exited'
  | 'crashed'
  | 'lost'
  | 'restarted'
  | 'vacated';

/** How an instance's life reads in a machine's own words. A machine without `started` is up again at once. */
export interface LifeWords {
  readonly machine: AnyStateMachine;
  readonly concern: string;
  readonly up: string;
  /** The state of an address at which nobody was put yet. */
  readonly absent?: string;
  /** By step: the machine's event, and the sentence that says why. A step that is not here cannot happen. */
  readonly steps: Readonly<Partial<Record<LifeStep, readonly [event: string, rule: string]>>>;
}

/** The sentences of a life, in the order of its steps. */
export function rulesOf({ steps }: LifeWords): readonly string[] {
  return Object.values(steps).map(([, rule]) => rule);
}

/** One instance's life: its mode in a chart, and how long it takes to start and to stop. */
export class Life {
  private readonly upCode: number;
  private readonly absentCode: number;
  /** Told after each step. Set at build. */
  onStep: () => void = () => undefined;
  private readonly codes = new Map<LifeStep, readonly [event: number, rule: number]>();

  constructor(
    private readonly chart: Chart,
    private readonly subject: number,
    words: LifeWords,
    readonly pace: LifePace,
  ) {
    this.upCode = chart.state(words.up);
    this.absentCode = words.absent === undefined ? NONE : chart.state(words.absent);
    Object.entries(words.steps).forEach(([step, [event]], rule) => {
      this.codes.set(step as LifeStep, [chart.event(event), rule]);
    });
  }

  get up(): boolean {
    return this.chart.mode[this.subject] === this.upCode;
  }

  get absent(): boolean {
    return this.chart.mode[this.subject] === this.absentCode;
  }

  /** Its state, by its name in the machine. */
  get state(): string {
    return this.chart.table.states[this.chart.mode[this.subject]];
  }

  /** Before the run: nobody stands here yet. */
  leaveEmpty(): void {
    this.chart.mode[this.subject] = this.absentCode;
  }

  /** Takes a step, with its evidence; false when it makes no sense now. */
  step(step: LifeStep, evidence = 0): boolean {
    const codes = this.codes.get(step);
    const done = codes !== undefined && this.chart.step(this.subject, codes[0], codes[1], evidence, 0);
    if (done) this.onStep();
    return done;
  }
}

/** How fast an instance starts, and how it stops when it is asked to. In micros. */
export interface LifePace {
  readonly startMicros: number;
  /** For which it goes on taking requests after it was asked to stop. */
  readonly preStopMicros: number;
  /** After which it is killed, whatever it has in hand. */
  readonly graceMicros: number;
}

/** Of a kind that says nothing: at once. */
export const atOnce: LifePace = { startMicros: 0, preStopMicros: 0, graceMicros: 0 };
