import { assert } from '#lib/base/assert.ts';
import { PER_EDGE, PER_NODE, SAMPLE_MICROS, type SampleChunk } from '#lib/runner/protocol.ts';
import { roomFor } from './columns.ts';

/**
 * Cumulative counts at each whole 100 ms. Row k is the world just before `k * 100 ms`; row 0 is all zeros and
 * is there from the beginning. Reading past the last row gives the last one.
 */
export class Samples {
  rows = 1;
  #values: Float64Array<ArrayBuffer>;

  constructor(
    private readonly nodes: number,
    private readonly edges: number,
    private readonly width: number,
  ) {
    this.#values = new Float64Array(width * 64);
  }

  append(chunk: SampleChunk): void {
    if (chunk.rows === 0) return;
    assert(chunk.width === this.width, 'samples are as wide as the plan says');
    assert(chunk.firstRow <= this.rows, 'samples leave no gap');
    this.rows = Math.max(this.rows, chunk.firstRow + chunk.rows);
    this.#values = roomFor(this.#values, this.rows * this.width);
    this.#values.set(chunk.values.subarray(0, chunk.rows * this.width), chunk.firstRow * this.width);
  }

  /** Keeps the rows that only events before `fromMicros` decided. */
  truncate(fromMicros: number): void {
    this.rows = Math.min(this.rows, Math.floor(fromMicros / SAMPLE_MICROS) + 1);
  }

  /** The last row at or before `micros`. */
  rowAt(micros: number): number {
    return Math.max(0, Math.min(this.rows - 1, Math.floor(micros / SAMPLE_MICROS)));
  }

  node(row: number, node: number, column: number): number {
    return this.#values[row * this.width + node * PER_NODE + column];
  }

  edge(row: number, edge: number, column: number): number {
    return this.#values[row * this.width + this.nodes * PER_NODE + edge * PER_EDGE + column];
  }

  outcome(row: number, outcome: number): number {
    return this.#values[row * this.width + this.nodes * PER_NODE + this.edges * PER_EDGE + outcome];
  }
}
