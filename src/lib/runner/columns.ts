import { rootId, type EndChunk, type HopChunk, type TransitionRecord } from './protocol.ts';
import type { Sink } from '#lib/engine/sink.ts';

/**
 * Gathers what a world reports between two answers to the page. A world that is run again over time already told
 * reports it once only: what begins before `tellFromMicros` (hops: `hopsFromMicros`) is dropped.
 */
export class Columns implements Sink {
  wantsHops = true;
  tellFromMicros = 0;
  hopsFromMicros = 0;
  private hops = hopColumns(1024);
  private hopCount = 0;
  private ends = endColumns(256);
  private endCount = 0;
  private transitions: TransitionRecord[] = [];

  hop(edge: number, start: number, end: number, shape: number, source: number, ordinal: number): void {
    if (start < this.hopsFromMicros) return;
    this.addHop(edge, start, end, shape, source < 0 ? -1 : rootId(source, ordinal));
  }

  /** Takes in hops that were handed over before. */
  repeat(chunk: HopChunk): void {
    for (let i = 0; i < chunk.count; i++) {
      this.addHop(chunk.edge[i], chunk.start[i], chunk.end[i], chunk.shape[i], chunk.root[i]);
    }
  }

  private addHop(edge: number, start: number, end: number, shape: number, root: number): void {
    const at = this.hopCount++;
    if (at === this.hops.edge.length) this.hops = grown(this.hops, hopColumns(at * 2));
    const { hops } = this;
    hops.edge[at] = edge;
    hops.start[at] = start;
    hops.end[at] = end;
    hops.shape[at] = shape;
    hops.root[at] = root;
  }

  ended(at: number, start: number, outcome: number, source: number, ordinal: number): void {
    if (at < this.tellFromMicros) return;
    const row = this.endCount++;
    if (row === this.ends.at.length) this.ends = grown(this.ends, endColumns(row * 2));
    const { ends } = this;
    ends.at[row] = at;
    ends.start[row] = start;
    ends.outcome[row] = outcome;
    ends.root[row] = rootId(source, ordinal);
  }

  transition(
    atMicros: number,
    chart: number,
    subject: number,
    from: number,
    to: number,
    event: number,
    rule: number,
    a: number,
    b: number,
  ): void {
    if (atMicros < this.tellFromMicros) return;
    this.transitions.push({ atMicros, chart, subject, from, to, event, rule, a, b });
  }

  /** Hands over what was gathered, as columns of exactly their length, and begins anew. */
  take(): { hops: HopChunk; ends: EndChunk; transitions: TransitionRecord[] } {
    const hops = { count: this.hopCount, ...cut(this.hops, this.hopCount) };
    const ends = { count: this.endCount, ...cut(this.ends, this.endCount) };
    const { transitions } = this;
    this.hopCount = this.endCount = 0;
    this.transitions = [];
    return { hops, ends, transitions };
  }

  /** Forgets the hops gathered and not yet handed over. */
  dropHops(): void {
    this.hopCount = 0;
  }
}

type Column = Float64Array | Uint16Array | Uint8Array;

function hopColumns(capacity: number) {
  return {
    edge: new Uint16Array(capacity),
    start: new Float64Array(capacity),
    end: new Float64Array(capacity),
    shape: new Uint8Array(capacity),
    root: new Float64Array(capacity),
  };
}

function endColumns(capacity: number) {
  return {
    at: new Float64Array(capacity),
    start: new Float64Array(capacity),
    outcome: new Uint8Array(capacity),
    root: new Float64Array(capacity),
  };
}

function grown<T extends Record<string, Column>>(from: T, to: T): T {
  for (const name of Object.keys(from)) to[name].set(from[name]);
  return to;
}

function cut<T extends Record<string, Column>>(columns: T, count: number): T {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column.slice(0, count)]),
  ) as T;
}
