import type { AnyStateMachine } from 'xstate';
import type { Chart } from './chart.ts';

/**
 * How an instance's life reads in a machine's own words. A machine without `starting` is up again at once.
 * `rules` are the sentences of the three steps, in the order crashed, restarted, started.
 */
export interface LifeWords {
  readonly machine: AnyStateMachine;
  readonly concern: string;
  readonly up: string;
  readonly crashed: string;
  readonly restarted: string;
  readonly started?: string;
  readonly rules: readonly string[];
}

/** One instance's life: its mode in a chart, and how long it takes to start. */
export class Life {
  private readonly upCode: number;
  private readonly crashedEvent: number;
  private readonly restartedEvent: number;
  private readonly startedEvent: number;

  constructor(
    private readonly chart: Chart,
    private readonly subject: number,
    words: LifeWords,
    readonly startMicros: number,
  ) {
    this.upCode = chart.state(words.up);
    this.crashedEvent = chart.event(words.crashed);
    this.restartedEvent = chart.event(words.restarted);
    this.startedEvent = words.started === undefined ? -1 : chart.event(words.started);
  }

  get up(): boolean {
    return this.chart.mode[this.subject] === this.upCode;
  }

  /** False when there is nothing left to crash. */
  crash(): boolean {
    return this.chart.step(this.subject, this.crashedEvent, 0, 0, 0);
  }

  /** False when it runs already. */
  restart(): boolean {
    return this.chart.step(this.subject, this.restartedEvent, 1, this.startMicros / 1e6, 0);
  }

  /** Start-up is over. */
  start(): boolean {
    return (
      this.startedEvent >= 0 && this.chart.step(this.subject, this.startedEvent, 2, this.startMicros / 1e6, 0)
    );
  }
}
