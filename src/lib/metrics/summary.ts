import { outcomes } from '#lib/base/outcomes.ts';
import type { Sink } from '#lib/engine/sink.ts';
import { Histogram } from './histogram.ts';

/** A chart's step as the world told it; numbers are places in the run's plan. */
export interface Step {
  readonly atMicros: number;
  readonly chart: number;
  readonly subject: number;
  readonly from: number;
  readonly to: number;
  readonly rule: number;
  readonly a: number;
  readonly b: number;
}

/**
 * A whole run in a few numbers: how long answered requests took, and every step of every machine. Requests that
 * nobody answered are left out of the latency: a refusal is fast, and a time-out says only how long one waited.
 */
export class Summary implements Sink {
  readonly wantsHops = false;
  readonly latency = new Histogram();
  readonly steps: Step[] = [];

  hop(): void {}

  ended(atMicros: number, startMicros: number, outcome: number, _source: number, _ordinal: number): void {
    if (outcomes[outcome].answered) this.latency.record(atMicros - startMicros);
  }

  transition(
    atMicros: number,
    chart: number,
    subject: number,
    from: number,
    to: number,
    _event: number,
    rule: number,
    a: number,
    b: number,
  ): void {
    this.steps.push({ atMicros, chart, subject, from, to, rule, a, b });
  }
}
