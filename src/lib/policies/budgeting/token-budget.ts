import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Budget } from './contract.ts';

export interface TokenBudgetOptions {
  readonly ttlSeconds: number;
  readonly minRetriesPerSec: number;
  readonly percentCanRetry: number;
}

/** A deposit; `withdrawal` is in the same unit (Finagle's ScaleFactor). */
const DEPOSIT = 1_000;
const SLICES = 10;

/** Places in `counts`, after the SLICES - 1 slices that are over. */
const CURRENT = SLICES - 1;
const NEXT = SLICES;
const COUNTS = SLICES + 1;

/**
 * Finagle's RetryBudget (finagle-core/.../service/RetryBudget.scala, util/WindowedAdder.scala). Each request deposits
 * 1000, each retry withdraws 1000 / percentCanRetry from the sum of the last `ttl`, to which a reserve is added:
 * minRetriesPerSec * ttl withdrawals. The window has ten slices; withdrawals expire as deposits do.
 */
export class TokenBudget implements Budget {
  private readonly host: Host;
  private readonly deposit: number;
  private readonly withdrawal: number;
  private readonly reserve: number;
  private readonly sliceMicros: number;
  private readonly counts: Float64Array;
  /** When the current slice began. */
  private readonly since: Float64Array;

  constructor(build: Build<unknown>, { ttlSeconds, minRetriesPerSec, percentCanRetry }: TokenBudgetOptions) {
    this.host = build.host;
    // With a share of 0 only the reserve allows retries.
    this.deposit = percentCanRetry === 0 ? 0 : DEPOSIT;
    this.withdrawal = percentCanRetry === 0 ? DEPOSIT : Math.floor(DEPOSIT / percentCanRetry);
    this.reserve = minRetriesPerSec * Math.floor(ttlSeconds) * this.withdrawal;
    this.sliceMicros = Math.floor((ttlSeconds * 1_000) / SLICES) * MICROS_PER_MS;
    this.counts = build.f64(COUNTS);
    this.since = build.f64(1);
  }

  began(): void {
    this.turn();
    this.counts[CURRENT] += this.deposit;
  }

  tryBegan(): void {}

  succeeded(): void {}

  failed(): void {}

  mayRetry(): boolean {
    this.turn();
    if (this.reserve + this.sum < this.withdrawal) return false;
    this.counts[CURRENT] -= this.withdrawal;
    return true;
  }

  retryEnded(): void {}

  tryEnded(): void {}

  reset(): void {
    this.counts.fill(0);
    this.since[0] = this.nowMicros;
  }

  explain(): readonly Fact[] {
    const retries = Math.floor(Math.max(0, this.reserve + this.liveSum) / this.withdrawal);
    const rest = this.reserve / this.withdrawal;
    return [
      {
        key: 'budget',
        label: 'Retries left',
        value: retries,
        of: Math.max(rest, retries, 1),
        line: 1,
        floor: 'below',
      },
      { key: 'reserve', label: 'Retries at rest', value: rest },
    ];
  }

  /** Its clock ticks in ms. */
  private get nowMicros(): number {
    const { now } = this.host;
    return now - (now % MICROS_PER_MS);
  }

  private get sum(): number {
    let sum = 0;
    for (let i = 0; i <= CURRENT; i++) sum += this.counts[i];
    return sum;
  }

  /** What the sum will be when somebody next asks: looking at it turns no slice. */
  private get liveSum(): number {
    const gone = Math.floor((this.nowMicros - this.since[0]) / this.sliceMicros);
    let sum = gone >= SLICES ? 0 : this.counts[CURRENT];
    // Slices follow each other in a ring; `NEXT` is the oldest.
    for (let i = gone; i < CURRENT; i++) sum += this.counts[(this.counts[NEXT] + i) % CURRENT];
    return sum;
  }

  /** A slice that is over is put away, and what fell out of the window is forgotten; the next begins now, unaligned. */
  private turn(): void {
    const { counts } = this;
    const now = this.nowMicros;
    const gone = Math.floor((now - this.since[0]) / this.sliceMicros);
    if (gone < 1) return;
    counts[counts[NEXT]] = counts[CURRENT];
    counts[NEXT] = (counts[NEXT] + 1) % CURRENT;
    for (let skipped = Math.min(gone - 1, CURRENT); skipped > 0; skipped--) {
      counts[counts[NEXT]] = 0;
      counts[NEXT] = (counts[NEXT] + 1) % CURRENT;
    }
    counts[CURRENT] = 0;
    this.since[0] = now;
  }
}
