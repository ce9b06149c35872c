import type { Fact } from '#lib/base/fact.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BulkheadLine } from '#lib/policies/isolating/bulkhead-line.ts';
import type { Resilience4jThreadPoolConfig } from './policy.ts';

/**
 * Resilience4j's FixedThreadPoolBulkhead, which is a java.util.concurrent.ThreadPoolExecutor: a call starts a new thread
 * while there are fewer than the core ones; then it queues, where an idle thread takes it at once; only when the queue is
 * full are threads started up to the most; then it is refused. A thread beyond the core ones ends after keepAliveDuration
 * without work.
 */
export function create(build: Build<Resilience4jThreadPoolConfig>): Gate {
  return new ThreadPool(build);
}

const THREADS = 0;
const REFUSED = 1;
/** Idle spells are numbered as they begin, and end in that order: those from ENDED up to BEGUN last. */
const BEGUN = 2;
const ENDED = 3;

class ThreadPool implements Gate, Timed {
  private readonly host: Host;
  private readonly core: number;
  private readonly most: number;
  private readonly capacity: number;
  private readonly keepAliveMicros: number;
  private readonly counts: Int32Array;
  private readonly line: BulkheadLine;
  private readonly full: Verdict;

  constructor(build: Build<Resilience4jThreadPoolConfig>) {
    const { coreThreadPoolSize, maxThreadPoolSize, queueCapacity, keepAliveDurationMs } = build.config;
    this.host = build.host;
    this.core = coreThreadPoolSize;
    this.most = Math.max(coreThreadPoolSize, maxThreadPoolSize);
    this.capacity = queueCapacity;
    this.keepAliveMicros = msToMicros(keepAliveDurationMs);
    this.counts = build.i32(4);
    this.line = new BulkheadLine(build, 0, 'thread pool full');
    this.full = REFUSE + build.reason('thread pool full', 'queue-full');
    this.host.wakes(this);
  }

  enter(call: Frame): Verdict {
    const { counts } = this;
    if (counts[THREADS] < this.core) {
      counts[THREADS]++;
      return GO;
    }
    if (this.idle > 0) {
      counts[ENDED]++;
      return GO;
    }
    if (this.line.count < this.capacity) return this.line.wait(call, PARK);
    if (counts[THREADS] < this.most) {
      counts[THREADS]++;
      return GO;
    }
    counts[REFUSED]++;
    return this.full;
  }

  leave(): void {
    const next = this.line.next();
    if (next !== NONE) {
      this.host.resume(next, GO);
      return;
    }
    const spell = this.counts[BEGUN]++;
    if (this.counts[THREADS] > this.core) this.host.after(this.keepAliveMicros, spell);
  }

  /** An idle spell has lasted long enough to end its thread, if it lasts still. */
  timer(spell: number): void {
    const { counts } = this;
    if (spell !== counts[ENDED] || this.idle === 0 || counts[THREADS] <= this.core) return;
    counts[ENDED]++;
    counts[THREADS]--;
  }

  withdraw(call: Frame): void {
    this.line.withdraw(call);
  }

  reset(): void {
    const { counts } = this;
    counts[THREADS] = counts[REFUSED] = 0;
    // Numbers go on, so that a timer of the process before means no spell of this one.
    counts[ENDED] = ++counts[BEGUN];
    this.line.clear();
  }

  explain(): readonly Fact[] {
    const { counts } = this;
    return [
      {
        key: 'busy',
        label: 'Threads at work',
        value: counts[THREADS] - this.idle,
        of: this.most,
        line: this.core,
      },
      { key: 'idle', label: 'Threads idle', value: this.idle },
      { key: 'queued', label: 'Queued', value: this.line.count, of: this.capacity },
      { key: 'refused', label: 'Refused so far', value: counts[REFUSED] },
    ];
  }

  private get idle(): number {
    return this.counts[BEGUN] - this.counts[ENDED];
  }
}
