import type { Arena } from './arena.ts';
import type { Sampler } from './random/distribution.ts';
import type { Stream } from './random/stream.ts';

/**
 * How a partition treats a message that would cross it, as a firewall rule does (netfilter's DROP and REJECT): it vanishes, and
 * the caller's time-out finds out; or whoever sent it is told. Codes of the partition lever's values.
 */
export const CUT = { none: 0, drop: 1, reject: 2 } as const;

/** The place of hosts that stand nowhere; as one side of a partition: all that is outside of the other. */
export const NOWHERE = 0;

/** A zone as policies know it: told by its id, shown by its label, which decides nothing. */
export interface Zone {
  readonly id: string;
  readonly label: string;
}

/** How much longer a message takes between two places, one way. */
export interface Way {
  readonly latency: Sampler;
  readonly stream: Stream;
}

/** What a run never changes. Places are numbered; NOWHERE is the first. */
export interface Ground {
  /** By host: its place. */
  readonly placeOf: Int32Array;
  /** By place: those that lie in it, itself among them; nobody lies in NOWHERE. */
  readonly within: readonly (readonly number[])[];
  /** By place times their number, plus place: the way there, null where there is none to go. */
  readonly ways: readonly (Way | null)[];
}

/** Where hosts stand, how far that is from each other, and what is cut off from what. */
export class Geography {
  private readonly places: number;
  /** By the two sides of a partition: how it cuts; NOWHERE comes second. */
  private readonly partitions: Uint8Array;
  /** By two places: how they are cut off from each other, all partitions together. */
  private readonly cuts: Uint8Array;

  constructor(
    arena: Arena,
    private readonly ground: Ground,
  ) {
    this.places = ground.within.length;
    this.partitions = arena.u8(this.places * this.places);
    this.cuts = arena.u8(this.places * this.places);
  }

  /** Whole micros that the next message between two hosts takes on top of its wire's. */
  extraMicros(from: number, to: number): number {
    const way = this.ground.ways[this.pairOf(from, to)];
    return way === null ? 0 : way.latency.draw(way.stream);
  }

  /** Whether a message between two hosts is cut off just now: a CUT code. */
  cutBetween(from: number, to: number): number {
    return this.cuts[this.pairOf(from, to)];
  }

  /** Cuts a place off from another, or from all that is outside of it. */
  part(place: number, other: number, cut: number): void {
    const [first, second] = other === NOWHERE || place < other ? [place, other] : [other, place];
    this.partitions[first * this.places + second] = cut;
    this.arrange();
  }

  /** Ends every partition that has this place for one of its sides. */
  heal(place: number): void {
    for (let other = 0; other < this.places; other++) {
      this.partitions[place * this.places + other] = CUT.none;
      this.partitions[other * this.places + place] = CUT.none;
    }
    this.arrange();
  }

  private pairOf(from: number, to: number): number {
    return this.ground.placeOf[from] * this.places + this.ground.placeOf[to];
  }

  private arrange(): void {
    const { places, partitions, cuts } = this;
    cuts.fill(CUT.none);
    for (let pair = 0; pair < partitions.length; pair++) {
      const cut = partitions[pair];
      if (cut !== CUT.none) this.cutAlong(Math.floor(pair / places), pair % places, cut);
    }
  }

  /** Where partitions overlap, dropping wins. */
  private cutAlong(first: number, second: number, cut: number): void {
    const { places, cuts } = this;
    const [side, other] = this.sidesOf(first, second);
    for (const here of side) {
      for (const there of other) {
        const pairs = [here * places + there, there * places + here];
        for (const pair of pairs) cuts[pair] = cuts[pair] === CUT.drop ? CUT.drop : cut;
      }
    }
  }

  /** The places on the two sides: of a group that lies in the other one, it and the rest of that. */
  private sidesOf(first: number, second: number): readonly (readonly number[])[] {
    const { within } = this.ground;
    const whole = second === NOWHERE ? within.map((_, place) => place) : within[second];
    const [inner, outer] = within[first].includes(second) ? [whole, within[first]] : [within[first], whole];
    return [inner, outer.filter((place) => !inner.includes(place))];
  }
}
