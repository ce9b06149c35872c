/**
 * A running 64-bit digest of a run's facts, as two 32-bit lanes. Each lane's step, `h' = (rotl(h, 5) ^ k) * C + D`
 * (FxHash with a constant added, so that a record of zeros counts too), can be undone for a known k, and so can
 * the final crossing of the lanes: records that differ in one field always leave different states.
 */
export class Digest {
  /**
   * `state` has 2 entries, zero at first; in a world it is an arena view. The clock's time is whole micros below 2^53; it is
   * asked for it, because a time that is told would be boxed on its way.
   */
  constructor(
    private readonly state: Int32Array,
    private readonly clock: { readonly now: number },
  ) {}

  /**
   * Takes in one fact of now. The fields are taken modulo 2^32: `type` names the kind of record, `subject` is the stable
   * hash of an id, `a` and `b` are the record's own numbers.
   */
  add(type: number, subject: number, a: number, b: number): void {
    const state = this.state;
    const micros = this.clock.now;
    let left = state[0];
    let right = state[1];
    left = Math.imul(((left << 5) | (left >>> 27)) ^ type, MULTIPLY_LEFT) + ADD;
    right = Math.imul(((right << 5) | (right >>> 27)) ^ subject, MULTIPLY_RIGHT) + ADD;
    left = Math.imul(((left << 5) | (left >>> 27)) ^ micros, MULTIPLY_LEFT) + ADD;
    // The upper half is 0 for the first 71 minutes.
    const upper = micros < WORD ? 0 : Math.floor(micros / WORD);
    right = Math.imul(((right << 5) | (right >>> 27)) ^ upper, MULTIPLY_RIGHT) + ADD;
    left = Math.imul(((left << 5) | (left >>> 27)) ^ a, MULTIPLY_LEFT) + ADD;
    right = Math.imul(((right << 5) | (right >>> 27)) ^ b, MULTIPLY_RIGHT) + ADD;
    left = (left + right) | 0;
    state[0] = left;
    state[1] = right ^ ((left << 13) | (left >>> 19));
  }

  /** The digest so far as 16 hexadecimal digits. */
  text(): string {
    const left = avalanche(this.state[0]);
    const right = avalanche(this.state[1] ^ left);
    return hex(left ^ right) + hex(right);
  }
}

const MULTIPLY_LEFT = 0x9e3779b1;
const MULTIPLY_RIGHT = 0x85ebca6b;
const ADD = 0x27220a95;
const WORD = 4_294_967_296;

/** The finaliser of MurmurHash3 (Appleby 2011). */
function avalanche(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
