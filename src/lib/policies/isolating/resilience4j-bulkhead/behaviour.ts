import type { Fact } from '#lib/base/fact.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BulkheadLine, type Places } from '#lib/policies/isolating/bulkhead-line.ts';
import type { Resilience4jBulkheadConfig } from './policy.ts';

/**
 * Resilience4j's SemaphoreBulkhead: a fair semaphore. A permit that is given back goes straight to who waits longest, so
 * that a newcomer never overtakes; who waited maxWaitDuration in vain is refused.
 */
export function create(build: Build<Resilience4jBulkheadConfig>): Gate {
  return new SemaphoreBulkhead(build);
}

const TAKEN = 0;
const REFUSED = 1;

class SemaphoreBulkhead implements Gate, Places {
  private readonly host: Host;
  private readonly permits: number;
  private readonly waits: boolean;
  private readonly counts: Int32Array;
  private readonly line: BulkheadLine;
  private readonly full: Verdict;

  constructor(build: Build<Resilience4jBulkheadConfig>) {
    const { maxConcurrentCalls, maxWaitDurationMs } = build.config;
    this.host = build.host;
    this.permits = maxConcurrentCalls;
    this.waits = maxWaitDurationMs > 0;
    this.counts = build.i32(2);
    this.line = new BulkheadLine(build, msToMicros(maxWaitDurationMs), 'bulkhead full');
    this.full = REFUSE + build.reason('bulkhead full', 'queue-full');
  }

  /** A newcomer does not overtake those in line, not even while a free permit is on its way to them. */
  enter(call: Frame): Verdict {
    if (this.isFree && this.line.count === 0) {
      this.counts[TAKEN]++;
      return GO;
    }
    if (this.waits) return this.line.wait(call, PARK);
    this.counts[REFUSED]++;
    return this.full;
  }

  leave(): void {
    this.counts[TAKEN]--;
    this.line.serve(this);
  }

  get isFree(): boolean {
    return this.counts[TAKEN] < this.permits;
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
    return [
      {
        key: 'taken',
        label: 'Calls under way',
        value: this.counts[TAKEN],
        of: this.permits,
        line: this.permits,
      },
      { key: 'waiting', label: 'Waiting for a permit', value: this.line.count },
      { key: 'refused', label: 'Refused so far', value: this.counts[REFUSED] },
    ];
  }
}
