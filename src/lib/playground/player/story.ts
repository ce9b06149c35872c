import type { HopChunk } from '#lib/runner/protocol.ts';
import { countBefore } from '#lib/playground/record/columns.ts';
import type { Ends } from '#lib/playground/record/ends.ts';

/** A followed hop: [start, end) in simulated microseconds, end > start. */
export interface Beat {
  readonly start: number;
  readonly end: number;
  readonly root: number;
}

/**
 * Chooses what deliberate pacing follows and keeps its hops as beats, in order of their starts: one request after
 * another, each the first root of a chosen source that starts after the last one ended. What is chosen depends
 * on the record alone, so the same record told in other portions gives the same beats.
 */
export class Story {
  beats: Beat[] = [];
  /** Whether a request may be followed, by its source host. */
  chosen: (source: number) => boolean = () => true;
  #root: number | null = null;
  /** Ends before this one are known not to be the end of the followed root. */
  #cursor = 0;
  /** The first hop of each request, in order. */
  #firsts: { readonly start: number; readonly root: number }[] = [];
  /** Per source its latest request: a hop of a later one is that request's first. */
  readonly #latest = new Map<number, number>();

  /** `ends` is the record's own, kept up to date by its owner before hops are taken in. */
  constructor(
    private readonly ends: Ends,
    public fromMicros = 0,
  ) {}

  take(hops: HopChunk): void {
    for (let i = 0; i < hops.count; i++) {
      if (hops.root[i] >= 0) this.#hop(hops.root[i], hops.start[i], hops.end[i]);
    }
  }

  /** Forgets all, to begin anew at `fromMicros`. */
  clear(fromMicros: number): void {
    this.beats = [];
    this.fromMicros = fromMicros;
    this.#root = null;
    this.#firsts = [];
    this.#latest.clear();
  }

  /** Forgets what starts at or after `fromMicros` (the ends have done so); a request under way is followed on. */
  truncate(fromMicros: number): void {
    if (fromMicros <= this.fromMicros) return this.clear(fromMicros);
    while (this.beats.length > 0 && this.beats[this.beats.length - 1].start >= fromMicros) this.beats.pop();
    while (this.#firsts.length > 0 && this.#firsts[this.#firsts.length - 1].start >= fromMicros) {
      const root = this.#firsts.pop()?.root ?? 0;
      this.#latest.set(sourceOf(root), root - 1);
    }
    const last = this.beats.at(-1);
    this.#root = last?.root ?? null;
    this.#cursor = last ? this.ends.before(last.start) : 0;
  }

  /** Drops beats that ended before `micros`, once there are enough of them to be worth moving the rest. */
  prune(micros: number): void {
    const gone = this.beats.findIndex((beat) => beat.end >= micros);
    if (gone >= 64) {
      this.fromMicros = Math.max(this.fromMicros, this.beats[gone - 1].end);
      this.beats.splice(0, gone);
    }
    const starts = this.#firsts;
    if (starts.length > 0 && starts[starts.length >>> 1].start < micros) {
      const old = countBefore(
        starts.map((first) => first.start),
        starts.length,
        micros,
      );
      starts.splice(0, Math.min(old, starts.length - 1));
    }
  }

  #hop(root: number, start: number, end: number): void {
    const source = sourceOf(root);
    const first = root > (this.#latest.get(source) ?? -1);
    if (first) {
      this.#latest.set(source, root);
      this.#firsts.push({ start, root });
    }
    if (this.#root !== root && this.#endedBy(start) && first && this.chosen(source)) {
      this.#root = root;
      this.#cursor = this.ends.before(start);
    }
    if (root === this.#root) this.beats.push({ start, end: Math.max(end, start + 1), root });
  }

  /** Whether the followed request has ended at or before `micros`. */
  #endedBy(micros: number): boolean {
    const { ends } = this;
    while (this.#root !== null && this.#cursor < ends.count && ends.at[this.#cursor] <= micros) {
      if (ends.root[this.#cursor++] === this.#root) this.#root = null;
    }
    return this.#root === null;
  }
}

function sourceOf(root: number): number {
  return Math.floor(root / 2 ** 32);
}
