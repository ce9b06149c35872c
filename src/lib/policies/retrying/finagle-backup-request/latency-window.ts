import type { Build } from '#lib/engine/build.ts';

/** Finagle's WindowedPercentileHistogram: five windows of 3 s, whole ms from 1 to 2000. */
const WINDOWS = 5;
export const WINDOW_MICROS = 3_000_000;
const MOST_MS = 2_000;

/** Buckets are 1 ms wide up to here, then a 32nd of an octave: at most 3 % wide, in a tenth of the room. */
const EXACT = 64;
const STEPS = 32;
const BUCKETS = EXACT + 5 * STEPS;

/** Places in `state`. */
const WINDOW = 0;
const VALUE = 1;

/**
 * Latencies of the last 15 s, and the one that a share of them stays at or below, which is looked up anew every 3 s, when
 * a window is over. Windows turn when somebody asks; nothing needs a timer.
 */
export class LatencyWindow {
  /** BUCKETS numbers a window. */
  private readonly counts: Int32Array;
  /** The number of the window that is filling, from 0; the looked-up latency in ms, 0 while nothing is known. */
  private readonly state: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly share: number,
  ) {
    this.counts = build.i32(BUCKETS * WINDOWS);
    this.state = build.i32(2);
  }

  add(nowMicros: number, ms: number): void {
    this.turn(nowMicros);
    const within = Math.min(Math.max(Math.floor(ms), 1), MOST_MS);
    this.counts[(this.state[WINDOW] % WINDOWS) * BUCKETS + bucketOf(within)]++;
  }

  /** In whole ms; 0 while nothing is known. */
  valueMs(nowMicros: number): number {
    this.turn(nowMicros);
    return this.state[VALUE];
  }

  /** What was looked up last, without turning windows. */
  get lastMs(): number {
    return this.state[VALUE];
  }

  reset(nowMicros: number): void {
    this.counts.fill(0);
    this.state[WINDOW] = Math.floor(nowMicros / WINDOW_MICROS);
    this.state[VALUE] = 0;
  }

  private turn(nowMicros: number): void {
    const { counts, state } = this;
    const window = Math.floor(nowMicros / WINDOW_MICROS);
    const gone = window - state[WINDOW];
    if (gone === 0) return;
    state[VALUE] = this.lookUp(gone);
    for (let i = 1; i <= Math.min(gone, WINDOWS); i++) {
      const at = ((state[WINDOW] + i) % WINDOWS) * BUCKETS;
      counts.fill(0, at, at + BUCKETS);
    }
    state[WINDOW] = window;
  }

  /** As HdrHistogram: the highest value of the first bucket with which the share of all is reached. */
  private lookUp(gone: number): number {
    // The windows that were forgotten by the time the last one ended: the oldest `gone - 1`.
    const first = Math.min(gone - 1, WINDOWS);
    let total = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) total += this.sum(bucket, first);
    if (total === 0) return 0;
    const wanted = Math.max(1, Math.floor(this.share * total + 0.5));
    let bucket = 0;
    for (let seen = this.sum(0, first); seen < wanted; seen += this.sum(bucket, first)) bucket++;
    return highestOf(bucket);
  }

  /** Of all windows but the oldest `first`. */
  private sum(bucket: number, first: number): number {
    let sum = 0;
    for (let i = first; i < WINDOWS; i++) {
      sum += this.counts[((this.state[WINDOW] + 1 + i) % WINDOWS) * BUCKETS + bucket];
    }
    return sum;
  }
}

function bucketOf(ms: number): number {
  if (ms < EXACT) return ms;
  const octave = 31 - Math.clz32(ms);
  return EXACT + (octave - 6) * STEPS + (ms >> (octave - 5)) - STEPS;
}

function highestOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const octave = 6 + Math.floor((bucket - EXACT) / STEPS);
  const step = STEPS + ((bucket - EXACT) % STEPS);
  return ((step + 1) << (octave - 5)) - 1;
}
