import type { RateCurve } from './pace.ts';

interface Piece {
  readonly from: number;
  readonly rate: number;
  readonly slope: number;
  /** Requests expected before it. */
  before: number;
}

/**
 * A rate made of straight pieces, level or sloped, with jumps between them: ramps, steps and spikes. The last piece
 * goes on for ever. The inverse of its integral is the root of a quadratic, and square roots are exact everywhere.
 */
export class Pieces implements RateCurve {
  private readonly pieces: Piece[] = [];

  /** The rate from this moment on, and by how much it changes in a second. Moments do not go back. */
  from(seconds: number, ratePerSecond: number, slope = 0): this {
    const last = this.pieces.at(-1);
    const before = last === undefined ? 0 : last.before + grown(last, seconds - last.from);
    this.pieces.push({ from: seconds, rate: ratePerSecond, slope, before });
    return this;
  }

  when(count: number): number {
    let at = this.pieces.length - 1;
    while (at > 0 && this.pieces[at].before >= count) at--;
    const { from, rate, slope, before } = this.pieces[at];
    // Written with the root below the line: nothing is lost when the slope is next to level.
    const root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * (count - before)));
    const sum = rate + root;
    const seconds = sum > 0 ? from + (2 * (count - before)) / sum : Infinity;
    // A piece that ends where the count is just reached: rounding must not carry it beyond.
    return at + 1 < this.pieces.length ? Math.min(seconds, this.pieces[at + 1].from) : seconds;
  }
}

function grown({ rate, slope }: Piece, seconds: number): number {
  return seconds * (rate + (slope * seconds) / 2);
}
