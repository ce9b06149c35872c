import type { Build } from '#lib/engine/build.ts';
import type { Chart, ChartOptions } from '#lib/engine/chart.ts';

/** What a breaker may do: its machine's event, and the sentence that says why, with {a} and {b} for the evidence. */
export type Step = readonly [event: string, rule: string];

/** A breaker's machine at work, for one whose every step has its own event and sentence: a step is known by its place. */
export class Steps {
  readonly closed: number;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly events: readonly number[];

  constructor(build: Build<unknown>, machine: ChartOptions['machine'], steps: readonly Step[]) {
    this.chart = build.chart({ concern: 'breaker', machine, rules: steps.map(([, rule]) => rule) });
    this.subject = build.place.instance;
    this.events = steps.map(([event]) => this.chart.event(event));
    this.closed = this.chart.state('closed');
  }

  /** The code of a state by its name. */
  state(name: string): number {
    return this.chart.state(name);
  }

  /** The code of the present state. */
  get mode(): number {
    return this.chart.mode[this.subject];
  }

  get isClosed(): boolean {
    return this.mode === this.closed;
  }

  take(step: number, a = 0, b = 0): void {
    this.chart.step(this.subject, this.events[step], step, a, b);
  }
}
