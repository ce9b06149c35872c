import type { Build } from '#lib/engine/build.ts';

/** Bins of a decade: from 10 to 99 in the two leading digits. */
const BINS = 90;
/** From 1 micro to some hours. */
const DECADES = 11;

/**
 * Latencies in whole micros by their two leading digits, as in Circonus' log-linear histogram (libcircllhist, which Envoy
 * uses): 0 has a bin of its own, then 90 bins for each power of ten. A quantile is read off within its bin as if the
 * samples lay evenly in it, so that 50 samples of exactly 10 ms have their median at 10.5 ms.
 */
export class LatencyHistogram {
  private readonly bins: Int32Array;
  private readonly total: Int32Array;

  constructor(build: Build<unknown>) {
    this.bins = build.i32(1 + BINS * DECADES);
    this.total = build.i32(1);
  }

  get count(): number {
    return this.total[0];
  }

  add(micros: number): void {
    this.bins[binOf(micros)]++;
    this.total[0]++;
  }

  /** `share` from 0 to 1; of a histogram that is not empty. Micros. */
  quantile(share: number): number {
    const wanted = this.total[0] * share;
    let bin = 0;
    while (this.bins[bin] === 0) bin++;
    let below = 0;
    let above = this.bins[bin];
    while (above < wanted) {
      bin++;
      below = above;
      above += this.bins[bin];
    }
    // A sum that is reached exactly is the right edge of its bin, though the next samples may be far off.
    return leftOf(bin) + ((wanted - below) / (above - below)) * widthOf(bin);
  }

  /** The filled bins with their left edges in micros, in order. Cold. */
  filled(): readonly { micros: number; count: number }[] {
    return Array.from(this.bins, (count, bin) => ({ micros: leftOf(bin), count })).filter(
      ({ count }) => count > 0,
    );
  }

  clear(): void {
    this.bins.fill(0);
    this.total[0] = 0;
  }
}

function binOf(micros: number): number {
  if (micros < 1) return 0;
  let decade = 0;
  let width = 0.1;
  let next = 10;
  while (micros >= next && decade < DECADES - 1) {
    decade++;
    width = next / 10;
    next *= 10;
  }
  const digits = decade === 0 ? micros * 10 : Math.floor(micros / width);
  return 1 + BINS * decade + Math.min(digits, 99) - 10;
}

function widthOf(bin: number): number {
  if (bin === 0) return 0;
  let width = 0.1;
  for (let decade = Math.floor((bin - 1) / BINS); decade > 0; decade--) width = width < 1 ? 1 : width * 10;
  return width;
}

function leftOf(bin: number): number {
  if (bin === 0) return 0;
  const digits = 10 + ((bin - 1) % BINS);
  return bin <= BINS ? digits / 10 : digits * widthOf(bin);
}
