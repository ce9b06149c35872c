import type { Build } from '#lib/engine/build.ts';

/** Finagle's WindowedPercentileHistogram: three full windows of 10 s are looked at; whole ms up to 2 s. */
const WINDOW_MICROS = 10_000_000;
const WINDOWS = 3;
export const MOST_MS = 2_000;
/** BackupRequestFilter looks the percentile up this often. */
const REFRESH_MICROS = 3_000_000;

/** Besides the full ones: the one that is filling, and one that may have become full since the last look. */
const RING = WINDOWS + 2;
/** Buckets are 1 ms wide up to here, then a 32nd of an octave: at most 3 % wide, in a tenth of the room. */
const EXACT = 64;
const STEPS = 32;
const BUCKETS = EXACT + 5 * STEPS;

/** Places in `state`. */
const WINDOW = 0;
const REFRESH = 1;
const VALUE = 2;

/** Before the first look. */
export const UNKNOWN = -1;

/**
 * Latencies of the last half minute, and the one that a share of them stays at or below, as it was at the last look: a
 * window counts only when it is full. Windows turn when somebody asks; nothing needs a timer.
 */
export class LatencyWindow {
  /** BUCKETS numbers a window. */
  private readonly counts: Int32Array;
  /** The numbers of the window that is filling and of the last look, and what that saw, in ms. */
  private readonly state: Int32Array;
  private readonly start: Float64Array;

  constructor(
    build: Build<unknown>,
    private readonly share: number,
  ) {
    this.counts = build.i32(BUCKETS * RING);
    this.state = build.i32(3);
    this.start = build.f64(1);
    this.reset(0);
  }

  add(nowMicros: number, ms: number): void {
    this.turn(nowMicros);
    const within = Math.min(Math.max(Math.floor(ms), 1), MOST_MS);
    this.counts[this.placeOf(this.state[WINDOW]) + bucketOf(within)]++;
  }

  /** In whole ms; 0 when no full window has any, UNKNOWN before the first look. */
  valueMs(nowMicros: number): number {
    this.turn(nowMicros);
    return this.state[VALUE];
  }

  /** What was seen at the last look that somebody asked for. */
  get lastMs(): number {
    return this.state[VALUE];
  }

  reset(nowMicros: number): void {
    this.counts.fill(0);
    this.state.fill(0);
    this.state[VALUE] = UNKNOWN;
    this.start[0] = nowMicros;
  }

  private turn(nowMicros: number): void {
    const { counts, state } = this;
    const age = nowMicros - this.start[0];
    const window = Math.floor(age / WINDOW_MICROS);
    for (let each = Math.max(state[WINDOW], window - RING) + 1; each <= window; each++) {
      const place = this.placeOf(each);
      counts.fill(0, place, place + BUCKETS);
    }
    state[WINDOW] = window;
    const refresh = Math.floor(age / REFRESH_MICROS);
    if (refresh === state[REFRESH]) return;
    state[REFRESH] = refresh;
    state[VALUE] = this.look(Math.floor((refresh * REFRESH_MICROS) / WINDOW_MICROS));
  }

  /** As HdrHistogram: the highest value of the first bucket with which the share of all is reached. */
  private look(filling: number): number {
    let total = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) total += this.sum(bucket, filling);
    if (total === 0) return 0;
    const wanted = Math.max(1, Math.floor(this.share * total + 0.5));
    let bucket = 0;
    for (let seen = this.sum(0, filling); seen < wanted; seen += this.sum(bucket, filling)) bucket++;
    return highestOf(bucket);
  }

  /** Of the full windows before the one that was filling. */
  private sum(bucket: number, filling: number): number {
    let sum = 0;
    for (let window = Math.max(0, filling - WINDOWS); window < filling; window++) {
      sum += this.counts[this.placeOf(window) + bucket];
    }
    return sum;
  }

  private placeOf(window: number): number {
    return (window % RING) * BUCKETS;
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
