import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, CONNECTION_REFUSED, RESET, TIMED_OUT } from '#lib/base/outcomes.ts';
import { msToMicros, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BulkheadLine } from '#lib/policies/isolating/bulkhead-line.ts';
import type { ConnectionPoolConfig } from './policy.ts';
import { IdleConnections } from './idle-connections.ts';

/**
 * A caller's pool of connections to one callee, after nginx's `keepalive` (ngx_http_upstream_keepalive_module) with the
 * bound of a client's pool. A call takes the connection used last, else opens one and waits for its handshakes, else
 * waits for one that is given back. nginx keeps connections only if it speaks HTTP/1.1 upstream and clears the
 * Connection header: without that each is closed after its call, whatever `keepalive` says.
 */
export function create(build: Build<ConnectionPoolConfig>): Gate {
  return new ConnectionPool(build);
}

const OPEN = 0;
const REFUSED = 1;
const OPENED = 2;
const REUSED = 3;
/** What a call notes while it waits in line; while it opens a connection it notes that this is its first call. */
const IN_LINE = 0;
const FIRST_CALL = 1;

/** What leaves a connection in a state that nobody knows: it is closed. */
const BROKEN: readonly number[] = [TIMED_OUT, CONNECTION_REFUSED, RESET, CANCELLED];

class ConnectionPool implements Gate, Timed {
  private readonly host: Host;
  private readonly room: number;
  private readonly most: number;
  private readonly maxPending: number;
  private readonly callsEach: number;
  private readonly connectMicros: number;
  private readonly idleMicros: number;
  private readonly counts: Int32Array;
  private readonly idle: IdleConnections;
  private readonly line: BulkheadLine;
  private readonly full: Verdict;

  constructor(build: Build<ConnectionPoolConfig>) {
    const { config } = build;
    this.host = build.host;
    this.room = config.http11 ? config.keepalive : 0;
    this.most = config.maxConnections === 0 ? Infinity : config.maxConnections;
    this.maxPending = config.maxPending;
    this.callsEach = config.keepaliveRequests;
    this.connectMicros = msToMicros(config.connectMs);
    this.idleMicros = sToMicros(config.keepaliveTimeoutSeconds);
    this.counts = build.i32(4);
    this.idle = new IdleConnections(build, this.room);
    this.line = new BulkheadLine(build, msToMicros(config.connectionTimeoutMs), 'no connection in time');
    this.full = REFUSE + build.reason('connection pool full', 'queue-full');
    this.host.wakes(this);
  }

  enter(call: Frame): Verdict {
    if (this.idle.count > 0) return this.reuse(call, this.idle.take());
    if (this.counts[OPEN] < this.most) return this.open(call);
    if (this.line.count >= this.maxPending) {
      this.counts[REFUSED]++;
      return this.full;
    }
    this.host.mark(call, IN_LINE);
    return this.line.wait(call, PARK);
  }

  leave(call: Frame): void {
    const calls = this.host.stamp(call);
    const broken = BROKEN.includes(this.host.frames.status[call]);
    if (this.room === 0 || calls >= this.callsEach || broken) this.close();
    else this.giveBack(calls);
  }

  /** The handshakes are done, or it waited in line for too long. */
  waited(call: Frame): Verdict {
    if (this.host.stamp(call) !== IN_LINE) return GO;
    this.counts[REFUSED]++;
    return this.line.waited(call);
  }

  /** A connection that was being opened is given up with its call. */
  withdraw(call: Frame): void {
    if (this.host.stamp(call) === IN_LINE) this.line.withdraw(call);
    else this.close();
  }

  /** Some connection became idle so long ago: it may be idle still. */
  timer(): void {
    while (this.idle.count > 0 && this.idle.oldestSince + this.idleMicros <= this.host.now) {
      this.idle.dropOldest();
      this.counts[OPEN]--;
    }
  }

  reset(): void {
    this.counts.fill(0);
    this.idle.clear();
    this.line.clear();
  }

  explain(): readonly Fact[] {
    const { counts, idle } = this;
    const of = this.most === Infinity ? undefined : this.most;
    return [
      { key: 'used', label: 'Connections in use', value: counts[OPEN] - idle.count, of },
      { key: 'idle', label: 'Idle connections kept', value: idle.count, of: this.room || undefined },
      { key: 'opened', label: 'Opened so far', value: counts[OPENED] },
      { key: 'reused', label: 'Calls on a kept one', value: counts[REUSED] },
      { key: 'waiting', label: 'Waiting for one', value: this.line.count },
      { key: 'refused', label: 'Refused so far', value: counts[REFUSED] },
    ];
  }

  private reuse(call: Frame, calls: number): Verdict {
    this.counts[REUSED]++;
    this.host.mark(call, calls + 1);
    return GO;
  }

  private open(call: Frame): Verdict {
    this.counts[OPEN]++;
    this.counts[OPENED]++;
    this.host.mark(call, FIRST_CALL);
    return this.connectMicros === 0 ? GO : this.host.delay(call, this.connectMicros);
  }

  /** To who waits longest, else it is kept; where all places are taken the one idle longest is closed for it. */
  private giveBack(calls: number): void {
    const next = this.line.next();
    if (next !== NONE) {
      this.counts[REUSED]++;
      this.host.mark(next, calls + 1);
      this.host.resume(next, GO);
      return;
    }
    if (this.idle.count === this.room) {
      this.idle.dropOldest();
      this.counts[OPEN]--;
    }
    this.idle.keep(this.host.now, calls);
    this.host.after(this.idleMicros, 0);
  }

  /** A connection less: who waits longest may open one. */
  private close(): void {
    this.counts[OPEN]--;
    const next = this.line.next();
    if (next === NONE) return;
    this.counts[OPEN]++;
    this.counts[OPENED]++;
    this.host.mark(next, FIRST_CALL);
    if (this.connectMicros === 0) this.host.resume(next, GO);
    else this.host.delay(next, this.connectMicros);
  }
}
