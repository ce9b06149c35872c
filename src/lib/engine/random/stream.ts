import { assert } from '#lib/base/assert.ts';
import type { Arena } from '#lib/engine/arena.ts';
import { exp } from './exp.ts';
import { hashText } from './hash.ts';
import { ln } from './ln.ts';
import { exponentialZiggurat, normalZiggurat } from './ziggurat.ts';

/**
 * One named stream of random numbers: sfc32 (Doty-Humphrey, PractRand; 128 bits of state, period at least 2^32).
 * All its state is 4 words that it is given, so a snapshot of the arena is a snapshot of the stream.
 */
export class Stream {
  /** Its state is 4 entries from `at` on. Seed before use. */
  constructor(
    private readonly state: Int32Array,
    private readonly at = 0,
  ) {}

  /** One whose state is part of a world. */
  static in(arena: Arena): Stream {
    const { ints, at } = arena.room(4);
    return new Stream(ints, at);
  }

  /**
   * Starts the stream from a scenario's seed (0 to 2^53 - 1) and a stable name such as `n3/arrivals`. For one name
   * different seeds give different states; two names must meet in 64 bits of hash to share one.
   */
  seed(seed: number, name: string): void {
    assert(Number.isSafeInteger(seed) && seed >= 0, 'a seed is a whole number below 2^53');
    const { state, at } = this;
    state[at] = hashText(name, seed % 4_294_967_296);
    state[at + 1] = hashText(name, Math.floor(seed / 4_294_967_296) + 0x9e3779b9);
    state[at + 2] = 0x243f6a88;
    state[at + 3] = 1;
    for (let i = 0; i < 15; i++) this.next();
  }

  /** A uint32. */
  next(): number {
    return this.word() >>> 0;
  }

  /** The same 32 bits as an int32: a small integer, where a large uint32 would be boxed on its way out of a call. */
  private word(): number {
    const { state, at } = this;
    const b = state[at + 1];
    const c = state[at + 2];
    const counter = state[at + 3];
    const sum = (state[at] + b + counter) | 0;
    state[at + 3] = counter + 1;
    state[at] = b ^ (b >>> 9);
    state[at + 1] = c + (c << 3);
    state[at + 2] = ((c << 21) | (c >>> 11)) + sum;
    return sum;
  }

  /** A number in the open interval (0, 1), a multiple of 2^-33. */
  uniform(): number {
    return ((this.word() >>> 0) + 0.5) * 2.3283064365386962890625e-10;
  }

  /**
   * A whole number from 0 to n - 1, for n from 1 to 2^32: floor(word * n / 2^32), with the product taken in halves
   * of 16 bits so that it is exact. No value is likelier than another by more than n / 2^32 of its share.
   */
  below(n: number): number {
    const word = this.word() >>> 0;
    const carried = Math.floor(((word & 0xffff) * n) / 65_536);
    return Math.floor(((word >>> 16) * n + carried) / 65_536);
  }

  /** True with the given probability: never at 0, always at 1. Draws one word whatever the share. */
  chance(share: number): boolean {
    return this.word() >>> 0 < share * 4_294_967_296;
  }

  /** Exponential with mean 1. */
  exponential(): number {
    const word = this.word() >>> 0;
    const layer = word & 255;
    if (word < EXPONENTIAL_EDGE[layer]) return word * EXPONENTIAL_WIDTH[layer];
    return +this.exponentialBesideLayers(word);
  }

  /** Normal with mean 0 and standard deviation 1. */
  normal(): number {
    const word = this.word();
    const layer = word & 127;
    if (Math.abs(word) < NORMAL_EDGE[layer]) return word * NORMAL_WIDTH[layer];
    return +this.normalBesideLayers(word);
  }

  // The rare rest of both is apart, so that the common path is small enough to be inlined. The `+` at the calls
  // tells V8 that a number comes back: without it every result would be boxed.

  private exponentialBesideLayers(word: number): number {
    const layer = word & 255;
    if (layer === 0) return EXPONENTIAL_TAIL - ln(this.uniform());
    const x = word * EXPONENTIAL_WIDTH[layer];
    const foot = EXPONENTIAL_HEIGHT[layer];
    const accepted = foot + this.uniform() * (EXPONENTIAL_HEIGHT[layer - 1] - foot) < exp(-x);
    return accepted ? x : this.exponential();
  }

  private normalBesideLayers(word: number): number {
    const layer = word & 127;
    if (layer === 0) return word < 0 ? -this.normalTail() : this.normalTail();
    const x = word * NORMAL_WIDTH[layer];
    const foot = NORMAL_HEIGHT[layer];
    const accepted = foot + this.uniform() * (NORMAL_HEIGHT[layer - 1] - foot) < exp(-0.5 * x * x);
    return accepted ? x : this.normal();
  }

  /** Marsaglia's method (1964) for the normal beyond the ziggurat's base. */
  private normalTail(): number {
    for (;;) {
      const beyond = -ln(this.uniform()) / NORMAL_TAIL;
      const y = -ln(this.uniform());
      if (y + y > beyond * beyond) return NORMAL_TAIL + beyond;
    }
  }
}

const EXPONENTIAL_EDGE = exponentialZiggurat.edge;
const EXPONENTIAL_WIDTH = exponentialZiggurat.width;
const EXPONENTIAL_HEIGHT = exponentialZiggurat.height;
const EXPONENTIAL_TAIL = exponentialZiggurat.tail;
const NORMAL_EDGE = normalZiggurat.edge;
const NORMAL_WIDTH = normalZiggurat.width;
const NORMAL_HEIGHT = normalZiggurat.height;
const NORMAL_TAIL = normalZiggurat.tail;
