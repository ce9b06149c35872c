import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BulkheadLine, type Places } from '#lib/policies/isolating/bulkhead-line.ts';
import type { BoundedQueueConfig } from './policy.ts';

/**
 * A semaphore with a queue of a bounded length: cockatiel's bulkhead(limit, queue) (src/BulkheadPolicy.ts), and the
 * ConcurrencyLimiter of .NET that Polly v8's AddConcurrencyLimiter uses, with its OldestFirst order. So many calls run, so
 * many more wait, first come first served and for as long as it takes; one more is refused.
 */
export function create(build: Build<BoundedQueueConfig>): Gate {
  return new BoundedQueue(build);
}

const TAKEN = 0;
const REFUSED = 1;

class BoundedQueue implements Gate, Places {
  private readonly host: Host;
  private readonly limit: number;
  private readonly queue: number;
  private readonly counts: Int32Array;
  private readonly line: BulkheadLine;
  private readonly full: Verdict;

  constructor(build: Build<BoundedQueueConfig>) {
    this.host = build.host;
    this.limit = build.config.limit;
    this.queue = build.config.queue;
    this.counts = build.i32(2);
    this.line = new BulkheadLine(build, 0, 'bulkhead full');
    this.full = REFUSE + build.reason('bulkhead full', 'queue-full');
  }

  /** A newcomer does not overtake those in line, not even while a free place is on its way to them. */
  enter(call: Frame): Verdict {
    if (this.isFree && this.line.count === 0) {
      this.counts[TAKEN]++;
      return GO;
    }
    if (this.line.count < this.queue) return this.line.wait(call, PARK);
    this.counts[REFUSED]++;
    return this.full;
  }

  leave(): void {
    this.counts[TAKEN]--;
    this.line.serve(this);
  }

  get isFree(): boolean {
    return this.counts[TAKEN] < this.limit;
  }

  seat(call: Frame): void {
    this.counts[TAKEN]++;
    this.host.resume(call, GO);
  }

  withdraw(call: Frame): void {
    this.line.withdraw(call);
  }

  reset(): void {
    this.counts.fill(0);
    this.line.clear();
  }

  explain(): readonly Fact[] {
    const { counts, line, limit, queue } = this;
    return [
      { key: 'taken', label: 'Calls under way', value: counts[TAKEN], of: limit, line: limit },
      { key: 'waiting', label: 'Queued', value: line.count, of: queue || undefined },
      { key: 'refused', label: 'Refused so far', value: counts[REFUSED] },
    ];
  }
}
