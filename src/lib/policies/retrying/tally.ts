import type { Fact, FactBar } from '#lib/base/fact.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';

/** Tries are told apart up to this one; later ones are counted together. */
const MOST_BARS = 8;
const WAITS = 8;

/** Places in `counts`: after the tries by their number. */
const REFUSED = MOST_BARS;
const WAITED = MOST_BARS + 1;
const COUNTS = MOST_BARS + 2;

/** What a retry has done so far, for those who look at it: nothing is decided by these. */
export class Tally {
  private readonly counts: Int32Array;
  /** The last waits in micros, in a ring. */
  private readonly waits: Int32Array;

  constructor(build: Build<unknown>) {
    this.counts = build.i32(COUNTS);
    this.waits = build.i32(WAITS);
  }

  /** A try begins, the n-th of its call from 0. */
  began(n: number): void {
    this.counts[Math.min(n, MOST_BARS - 1)]++;
  }

  waited(micros: number): void {
    this.waits[this.counts[WAITED]++ % WAITS] = micros;
  }

  /** The budget said no. */
  refused(): void {
    this.counts[REFUSED]++;
  }

  reset(): void {
    this.counts.fill(0);
    this.waits.fill(0);
  }

  explain(): Fact[] {
    const { counts } = this;
    const tries = counts.subarray(0, MOST_BARS);
    const calls = tries[0];
    const retries = tries.reduce((sum, count) => sum + count, -calls);
    const facts: Fact[] = [
      { key: 'tries', label: 'Tries begun', value: calls + retries, bars: triesBars(tries, calls) },
      { key: 'retries', label: 'Retries so far', value: retries },
    ];
    const waits = this.lastWaits();
    if (waits.length > 0) {
      const value = waits[waits.length - 1].value;
      facts.push({ key: 'waits', label: 'Last waits', value, unit: 'ms', bars: waits });
    }
    if (counts[REFUSED] > 0) {
      facts.push({ key: 'refused', label: 'Retries refused by the budget', value: counts[REFUSED] });
    }
    return facts;
  }

  /** Oldest first. */
  private lastWaits(): FactBar[] {
    const waited = this.counts[WAITED];
    const shown = Math.min(waited, WAITS);
    return Array.from({ length: shown }, (_, i) => {
      const at = waited - shown + i;
      return { label: `wait ${at + 1}`, value: this.waits[at % WAITS] / MICROS_PER_MS };
    });
  }
}

function triesBars(tries: Int32Array, calls: number): FactBar[] {
  const used = tries.findLastIndex((count) => count > 0) + 1;
  return Array.from(tries.subarray(0, used), (value, i) => {
    const label = `${i + 1}${ENDINGS[i] ?? 'th'} try${i === MOST_BARS - 1 ? ' and later' : ''}`;
    return { label, value, of: Math.max(calls, value) };
  });
}

const ENDINGS = ['st', 'nd', 'rd'];
