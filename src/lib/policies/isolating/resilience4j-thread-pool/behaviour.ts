import type { Fact } from '#lib/base/fact.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BulkheadLine, type Places } from '#lib/policies/isolating/bulkhead-line.ts';
import { IdleRing } from '#lib/policies/isolating/idle-ring.ts';
import type { Resilience4jThreadPoolConfig } from './policy.ts';

/**
 * Resilience4j's FixedThreadPoolBulkhead, which is a java.util.concurrent.ThreadPoolExecutor: a call starts a new thread
 * while there are fewer than the core ones; then it queues, where an idle thread takes it at once; only when the queue is
 * full are threads started up to the most; then it is refused. A thread beyond the core ones ends after keepAliveDuration
 * without work. Who takes the next call among idle threads is the queue's choice: an ArrayBlockingQueue wakes the one that
 * waits longest, a SynchronousQueue (queueCapacity 0) the one that came last.
 */
export function create(build: Build<Resilience4jThreadPoolConfig>): Gate {
  return new ThreadPool(build);
}

const THREADS = 0;
const REFUSED = 1;

class ThreadPool implements Gate, Timed, Places {
  private readonly host: Host;
  private readonly core: number;
  private readonly most: number;
  private readonly capacity: number;
  private readonly counts: Int32Array;
  private readonly idle: IdleRing;
  private readonly line: BulkheadLine;
  private readonly full: Verdict;

  constructor(build: Build<Resilience4jThreadPoolConfig>) {
    const { coreThreadPoolSize, maxThreadPoolSize, queueCapacity, keepAliveDurationMs } = build.config;
    this.host = build.host;
    this.core = coreThreadPoolSize;
    this.most = Math.max(coreThreadPoolSize, maxThreadPoolSize);
    this.capacity = queueCapacity;
    this.counts = build.i32(2);
    this.idle = new IdleRing(build, this.most, msToMicros(keepAliveDurationMs));
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
    if (this.isFree && this.line.count === 0) {
      this.takeThread();
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
    this.idle.keep(0);
    this.line.serve(this);
    if (this.counts[THREADS] > this.core) this.idle.arm();
  }

  get isFree(): boolean {
    return this.idle.count > 0;
  }

  seat(call: Frame): void {
    this.takeThread();
    this.host.resume(call, GO);
  }

  /** Threads beyond the core ones end that have been idle for long enough. */
  timer(): void {
    const { counts, idle } = this;
    idle.woke();
    while (counts[THREADS] > this.core && idle.isOldestDue) {
      idle.takeOldest();
      counts[THREADS]--;
    }
    if (counts[THREADS] > this.core) idle.arm();
  }

  withdraw(call: Frame): void {
    this.line.withdraw(call);
  }

  reset(): void {
    this.counts.fill(0);
    this.idle.clear();
    this.line.clear();
  }

  explain(): readonly Fact[] {
    const { counts, idle } = this;
    return [
      {
        key: 'busy',
        label: 'Threads at work',
        value: counts[THREADS] - idle.count,
        of: this.most,
        line: this.core,
      },
      { key: 'idle', label: 'Threads idle', value: idle.count },
      { key: 'queued', label: 'Queued', value: this.line.count, of: this.capacity },
      { key: 'refused', label: 'Refused so far', value: counts[REFUSED] },
    ];
  }

  private takeThread(): void {
    if (this.capacity > 0) this.idle.takeOldest();
    else this.idle.takeNewest();
  }
}
