/** Random choices of a test, all from one seed (Steele's splitmix32 finaliser over a Weyl sequence). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** In [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return ((word ^ (word >>> 15)) >>> 0) / 2 ** 32;
  }

  chance(share: number): boolean {
    return this.uniform() < share;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.uniform() * (most - least + 1));
  }

  /** Between two positive numbers, each order of magnitude alike. */
  scaled(least: number, most: number): number {
    return least * Math.pow(most / least, this.uniform());
  }

  of<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)];
  }
}
