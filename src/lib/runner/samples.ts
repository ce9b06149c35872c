import type { Counters } from '#lib/engine/counters.ts';
import { PER_EDGE, PER_NODE, SAMPLE_MICROS, type SampleChunk } from './protocol.ts';

/** Gathers rows of cumulative counts, one at each whole 100 ms; a row told before is not told again. */
export class Samples {
  private rows: Float64Array[] = [];
  private nextRow = 0;

  /** Simulated time of the first row after `micros`. */
  after(micros: number): number {
    return (Math.floor(micros / SAMPLE_MICROS) + 1) * SAMPLE_MICROS;
  }

  /** The world stands just before the events of `atMicros`, a multiple of 100 ms. */
  add(atMicros: number, counters: Counters): void {
    if (atMicros / SAMPLE_MICROS !== this.nextRow) return;
    this.rows.push(rowOf(counters));
    this.nextRow++;
  }

  /** Rows after `micros` are to be told again. */
  forgetAfter(micros: number): void {
    const kept = Math.min(this.nextRow, Math.floor(micros / SAMPLE_MICROS) + 1);
    this.rows.splice(Math.max(0, this.rows.length - (this.nextRow - kept)));
    this.nextRow = kept;
  }

  take(): SampleChunk {
    const { rows } = this;
    this.rows = [];
    const width = rows[0]?.length ?? 0;
    const values = new Float64Array(rows.length * width);
    rows.forEach((row, i) => values.set(row, i * width));
    return { firstRow: this.nextRow - rows.length, rows: rows.length, width, values };
  }
}

function rowOf(counters: Counters): Float64Array {
  const { taken, ok, bad, sent, refused, retried, outcomes } = counters;
  const edgesAt = taken.length * PER_NODE;
  const outcomesAt = edgesAt + sent.length * PER_EDGE;
  const row = new Float64Array(outcomesAt + outcomes.length);
  for (let node = 0; node < taken.length; node++) {
    row.set([taken[node], ok[node], bad[node]], node * PER_NODE);
  }
  for (let edge = 0; edge < sent.length; edge++) {
    row.set([sent[edge], refused[edge], retried[edge]], edgesAt + edge * PER_EDGE);
  }
  row.set(outcomes, outcomesAt);
  return row;
}
