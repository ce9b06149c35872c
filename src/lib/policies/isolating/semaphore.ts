import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BulkheadLine, type Places } from './bulkhead-line.ts';

export interface SemaphoreOptions {
  readonly permits: number;
  /** Most that wait, and for how long at most: 0 = as long as it takes. */
  readonly queue: number;
  readonly waitMicros: number;
  /** What those that wait are called. */
  readonly waiting: string;
}

const TAKEN = 0;
const REFUSED = 1;

/** A fair semaphore: a permit that is given back goes straight to who waits longest. */
export class Semaphore implements Gate, Places {
  private readonly host: Host;
  private readonly counts: Int32Array;
  private readonly line: BulkheadLine;
  private readonly full: Verdict;

  constructor(
    build: Build<unknown>,
    private readonly options: SemaphoreOptions,
  ) {
    this.host = build.host;
    this.counts = build.i32(2);
    this.line = new BulkheadLine(build, options.waitMicros, 'bulkhead full');
    this.full = REFUSE + build.reason('bulkhead full', 'queue-full');
  }

  /** A newcomer does not overtake those in line, not even while a free permit is on its way to them. */
  enter(call: Frame): Verdict {
    if (this.isFree && this.line.count === 0) {
      this.counts[TAKEN]++;
      return GO;
    }
    if (this.line.count < this.options.queue) return this.line.wait(call, PARK);
    this.counts[REFUSED]++;
    return this.full;
  }

  leave(): void {
    this.counts[TAKEN]--;
    this.line.serve(this);
  }

  get isFree(): boolean {
    return this.counts[TAKEN] < this.options.permits;
  }

  seat(call: Frame): void {
    this.counts[TAKEN]++;
    this.host.resume(call, GO);
  }

  waited(call: Frame): Verdict {
    this.counts[REFUSED]++;
    return this.line.waited(call);
  }

  withdraw(call: Frame): void {
    this.line.withdraw(call);
  }

  reset(): void {
    this.counts.fill(0);
    this.line.clear();
  }

  explain(): readonly Fact[] {
    const { permits, queue, waiting } = this.options;
    const isBounded = queue > 0 && queue < Infinity;
    return [
      { key: 'taken', label: 'Calls under way', value: this.counts[TAKEN], of: permits, line: permits },
      { key: 'waiting', label: waiting, value: this.line.count, ...(isBounded ? { of: queue } : {}) },
      { key: 'refused', label: 'Refused so far', value: this.counts[REFUSED] },
    ];
  }
}
