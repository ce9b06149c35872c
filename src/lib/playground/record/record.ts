import { outcomes, type Family } from '#lib/base/outcomes.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { PER_EDGE, PER_NODE, SAMPLE_MICROS, type HopChunk, type Seen } from '#lib/runner/protocol.ts';
import { Ends, type Quantiles } from './ends.ts';
import { Samples } from './samples.ts';
import { Transitions } from './transitions.ts';

/** Takes the messages on edges, which the record does not keep. */
export interface HopSink {
  append(chunk: HopChunk): void;
  clear(): void;
  /** Forget hops that start at or after `fromMicros`. */
  truncate(fromMicros: number): void;
}

export const EMPTY_PLAN: Plan = { nodes: [], hosts: [], edges: [], charts: [] };
export const FAMILIES: readonly Family[] = ['ok', 'failed', 'refused', 'late'];
const RATE_ROWS = 1_000_000 / SAMPLE_MICROS;

/**
 * The page's copy of a run's history, append-only but for truncation. All questions take a time t in
 * microseconds and are answered with what happened *before* t, as a view is "just before the events of t"; so
 * with whole microseconds, time t = at + 1 is the first moment at which an event at `at` shows.
 */
export class Record {
  /** All events before this are in. */
  knownMicros = 0;
  readonly ends = new Ends();
  readonly samples: Samples;
  readonly transitions: Transitions;

  constructor(readonly plan: Plan = EMPTY_PLAN) {
    const { nodes, edges } = plan;
    const width = nodes.length * PER_NODE + edges.length * PER_EDGE + outcomes.length;
    this.samples = new Samples(nodes.length, edges.length, width);
    this.transitions = new Transitions(plan);
  }

  /** Takes in one answer of the worker: first what it says to forget, then what it adds. */
  take(seen: Seen): void {
    if (seen.truncateMicros !== null) this.truncate(seen.truncateMicros);
    this.ends.append(seen.ends);
    this.transitions.append(seen.transitions);
    this.samples.append(seen.samples);
    // To send hops again the worker goes back; what it had told by then stands.
    this.knownMicros = Math.max(this.knownMicros, seen.headMicros);
  }

  /** Forgets everything at or after `fromMicros`. */
  truncate(fromMicros: number): void {
    this.ends.truncate(fromMicros);
    this.transitions.truncate(fromMicros);
    this.samples.truncate(fromMicros);
    this.knownMicros = Math.min(this.knownMicros, fromMicros);
  }

  /** By outcome code: the requests ended before t. */
  countsAt(micros: number): number[] {
    const row = this.samples.rowAt(micros);
    const counts = outcomes.map((_, code) => this.samples.outcome(row, code));
    const last = this.ends.before(micros);
    for (let i = this.ends.before(row * SAMPLE_MICROS); i < last; i++) counts[this.ends.outcome[i]]++;
    return counts;
  }

  /** Requests that ended in each family between two moments, each taken down to whole 100 ms. */
  familyCounts(fromMicros: number, toMicros: number): { [family in Family]: number } {
    return this.#families(this.samples.rowAt(fromMicros), this.samples.rowAt(toMicros));
  }

  /** Requests a second that ended in each family during the second before t (whole 100 ms). */
  familyRatesAt(micros: number): { [family in Family]: number } {
    const [from, to, seconds] = this.#lastSecond(micros);
    const rates = this.#families(from, to);
    for (const family of FAMILIES) rates[family] /= seconds;
    return rates;
  }

  /** Visits a second at a node (place in the plan) during the second before t. */
  nodeRatesAt(micros: number, node: number): { taken: number; ok: number; bad: number } {
    const [from, to, seconds] = this.#lastSecond(micros);
    const rate = (column: number) =>
      (this.samples.node(to, node, column) - this.samples.node(from, node, column)) / seconds;
    return { taken: rate(0), ok: rate(1), bad: rate(2) };
  }

  /** Calls a second on an edge (place in the plan) during the second before t. */
  edgeRatesAt(micros: number, edge: number): { sent: number; refused: number } {
    const [from, to, seconds] = this.#lastSecond(micros);
    const rate = (column: number) =>
      (this.samples.edge(to, edge, column) - this.samples.edge(from, edge, column)) / seconds;
    return { sent: rate(0), refused: rate(1) };
  }

  /**
   * How long requests took that ended in [t - window, t). Refusals are quick and would make an outage look
   * fast, and a time-out is only as long as its limit: so `answered` holds none of them.
   */
  latencyAt(micros: number, windowMicros: number): { answered: Quantiles; refused: Quantiles } {
    const from = micros - windowMicros;
    return {
      answered: this.ends.quantiles(from, micros, (code) => outcomes[code].answered),
      refused: this.ends.quantiles(from, micros, (code) => outcomes[code].family === 'refused'),
    };
  }

  #families(fromRow: number, toRow: number): { [family in Family]: number } {
    const counts = { ok: 0, failed: 0, refused: 0, late: 0 };
    outcomes.forEach((info, code) => {
      counts[info.family] += this.samples.outcome(toRow, code) - this.samples.outcome(fromRow, code);
    });
    return counts;
  }

  /** Rows to compare for "the last second"; at a run's start the time is shorter, but never 0. */
  #lastSecond(micros: number): [from: number, to: number, seconds: number] {
    const to = this.samples.rowAt(micros);
    const from = Math.max(0, to - RATE_ROWS);
    return [from, to, (Math.max(1, to - from) * SAMPLE_MICROS) / 1_000_000];
  }
}
