import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BulkheadLine, type Places } from './bulkhead-line.ts';
import { IdleRing } from './idle-ring.ts';

/** What makes one java.util.concurrent.ThreadPoolExecutor differ from another. */
export interface ThreadPoolOptions {
  readonly core: number;
  /** Not below `core`. */
  readonly most: number;
  /** 0: no queue, but a hand-off. */
  readonly capacity: number;
  readonly keepAliveMicros: number;
  /** With so many in the queue nothing is submitted at all; absent: the pool is always asked. */
  readonly rejectAt?: number;
}

const THREADS = 0;
const REFUSED = 1;

/**
 * A java.util.concurrent.ThreadPoolExecutor around calls: a call starts a new thread while there are fewer than the core ones; then
 * it queues, where an idle thread takes it at once; only when the queue is full are threads started up to the most; then
 * it is refused. A thread beyond the core ones ends after the keep-alive time without work. Who takes the next call among
 * idle threads is the queue's choice: an ArrayBlockingQueue or LinkedBlockingQueue wakes the one that waits longest, a
 * SynchronousQueue (no queue) the one that came last.
 */
export class ThreadPool implements Gate, Timed, Places {
  private readonly host: Host;
  private readonly core: number;
  private readonly most: number;
  private readonly capacity: number;
  private readonly rejectAt: number;
  private readonly counts: Int32Array;
  private readonly idle: IdleRing;
  private readonly line: BulkheadLine;
  private readonly full: Verdict;

  constructor(build: Build<unknown>, options: ThreadPoolOptions) {
    this.host = build.host;
    this.core = options.core;
    this.most = options.most;
    this.capacity = options.capacity;
    this.rejectAt = options.rejectAt ?? Infinity;
    this.counts = build.i32(2);
    this.idle = new IdleRing(build, this.most, options.keepAliveMicros);
    this.line = new BulkheadLine(build, 0, 'thread pool full');
    this.full = REFUSE + build.reason('thread pool full', 'queue-full');
    this.host.wakes(this);
  }

  enter(call: Frame): Verdict {
    const { counts } = this;
    if (this.line.count >= this.rejectAt) return this.refuse();
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
    return this.refuse();
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

  private refuse(): Verdict {
    this.counts[REFUSED]++;
    return this.full;
  }

  private takeThread(): void {
    if (this.capacity > 0) this.idle.takeOldest();
    else this.idle.takeNewest();
  }
}
