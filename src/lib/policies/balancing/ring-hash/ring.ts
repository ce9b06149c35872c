import { halves, xxHash64 } from '#lib/policies/balancing/xxhash64.ts';

/** Where a ring lives: views of the arena. */
export interface RingViews {
  /** One number for each point, ascending as unsigned 64-bit hashes. */
  readonly highs: Int32Array;
  readonly lows: Int32Array;
  readonly slots: Uint8Array;
  /** One number: points in use. */
  readonly size: Int32Array;
}

export interface RingSizes {
  readonly minimum: number;
  readonly maximum: number;
}

/** Most points that a ring can have, whichever of these hosts are on it. */
export function roomOf(weights: readonly number[], { minimum, maximum }: RingSizes): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Math.ceil(Math.min(maximum, minimum + total / Math.min(...weights))) + 1;
}

/**
 * Envoy's ketama ring (`RingHashLoadBalancer::Ring`): so many points that the lightest host has a whole number of them, each the
 * xxHash64 of "name_i"; a key belongs to the first point that is not below it.
 */
export class Ring {
  /** By slot: hashes of its points, as far as they were needed; they follow from the name alone. */
  private readonly points: bigint[][];

  constructor(
    private readonly views: RingViews,
    private readonly names: readonly string[],
    private readonly weights: readonly number[],
    private readonly sizes: RingSizes,
  ) {
    this.points = names.map(() => []);
  }

  get size(): number {
    return this.views.size[0];
  }

  /** Puts these hosts on it, and no others. */
  build(slots: readonly number[]): void {
    const total = slots.reduce((sum, slot) => sum + this.weights[slot], 0);
    const lightest = Math.min(...slots.map((slot) => this.weights[slot])) / total;
    const scale = Math.min(Math.ceil(lightest * this.sizes.minimum) / lightest, this.sizes.maximum);
    const placed: [bigint, number][] = [];
    let target = 0;
    for (const slot of slots) {
      target += scale * (this.weights[slot] / total);
      for (let i = 0; placed.length < target; i++) placed.push([this.point(slot, i), slot]);
    }
    placed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const { views } = this;
    views.size[0] = Math.min(placed.length, views.slots.length);
    for (let at = 0; at < views.size[0]; at++) {
      const [hash, slot] = placed[at];
      [views.highs[at], views.lows[at]] = halves(hash);
      views.slots[at] = slot;
    }
  }

  /** The point to which a key belongs, by the halves of its hash. The ring is not empty. */
  find(high: number, low: number): number {
    const { highs, lows, size } = this.views;
    let from = 0;
    let to = size[0];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const pointHigh = highs[middle] >>> 0;
      const isBelow = pointHigh < high || (pointHigh === high && lows[middle] >>> 0 < low);
      if (isBelow) from = middle + 1;
      else to = middle;
    }
    return from === size[0] ? 0 : from;
  }

  /** Whose a point is; behind the last comes the first. */
  slotAt(point: number): number {
    return this.views.slots[point % this.views.size[0]];
  }

  /** By slot: its share of all possible keys. */
  shares(): Float64Array {
    const { highs, slots, size } = this.views;
    const shares = new Float64Array(this.names.length);
    for (let at = 0; at < size[0]; at++) {
      const before = at === 0 ? (highs[size[0] - 1] >>> 0) - WORDS : highs[at - 1] >>> 0;
      shares[slots[at]] += ((highs[at] >>> 0) - before) / WORDS;
    }
    return shares;
  }

  private point(slot: number, i: number): bigint {
    const known = this.points[slot];
    return (known[i] ??= xxHash64(`${this.names[slot]}_${i}`));
  }
}

const WORDS = 4_294_967_296;
