import type { Fact } from '#lib/base/fact.ts';
import {
  CANCELLED,
  CONNECTION_REFUSED,
  NO_INSTANCE,
  outcomeCode,
  RESET,
  TIMED_OUT,
} from '#lib/base/outcomes.ts';
import { msToMicros, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BulkheadLine, type Places } from '#lib/policies/isolating/bulkhead-line.ts';
import { IdleRing } from '#lib/policies/isolating/idle-ring.ts';
import type { ConnectionPoolConfig } from './policy.ts';

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

/** What leaves a connection in a state that nobody knows, or shows that there never was one: it is closed. */
const BROKEN: readonly number[] = [
  TIMED_OUT,
  CONNECTION_REFUSED,
  RESET,
  NO_INSTANCE,
  CANCELLED,
  outcomeCode('partitioned'),
];

class ConnectionPool implements Gate, Timed, Places {
  private readonly host: Host;
  private readonly most: number;
  private readonly maxPending: number;
  private readonly callsEach: number;
  private readonly connectMicros: number;
  private readonly counts: Int32Array;
  private readonly idle: IdleRing;
  private readonly line: BulkheadLine;
  private readonly full: Verdict;

  constructor(build: Build<ConnectionPoolConfig>) {
    const { config } = build;
    this.host = build.host;
    this.most = config.maxConnections === 0 ? Infinity : config.maxConnections;
    this.maxPending = config.maxPending;
    this.callsEach = config.keepaliveRequests === 0 ? Infinity : config.keepaliveRequests;
    this.connectMicros = msToMicros(config.connectMs);
    this.counts = build.i32(4);
    const room = config.http11 ? config.keepalive : 0;
    const idleMicros =
      config.keepaliveTimeoutSeconds === 0 ? Infinity : sToMicros(config.keepaliveTimeoutSeconds);
    this.idle = new IdleRing(build, room, idleMicros);
    this.line = new BulkheadLine(build, msToMicros(config.connectionTimeoutMs), 'no connection in time');
    this.full = REFUSE + build.reason('connection pool full', 'queue-full');
    this.host.wakes(this);
  }

  enter(call: Frame): Verdict {
    if (this.line.count === 0) {
      if (this.idle.count > 0) return this.reuse(call);
      if (this.counts[OPEN] < this.most) return this.open(call);
    }
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
    if (this.idle.room === 0 || calls >= this.callsEach || broken) this.counts[OPEN]--;
    else this.keep(calls);
    this.line.serve(this);
    this.idle.arm();
  }

  get isFree(): boolean {
    return this.idle.count > 0 || this.counts[OPEN] < this.most;
  }

  /** Who waited longest gets the connection that came back, or opens one in the place of one that was closed. */
  seat(call: Frame): void {
    const verdict = this.idle.count > 0 ? this.reuse(call) : this.open(call);
    if (verdict === GO) this.host.resume(call, GO);
  }

  /** The handshakes are done, or it waited in line for too long. */
  waited(call: Frame): Verdict {
    if (this.host.stamp(call) !== IN_LINE) return GO;
    this.counts[REFUSED]++;
    return this.line.waited(call);
  }

  /** A connection that was being opened is given up with its call. */
  withdraw(call: Frame): void {
    if (this.host.stamp(call) === IN_LINE) {
      this.line.withdraw(call);
      return;
    }
    this.counts[OPEN]--;
    this.line.serve(this);
  }

  /** Connections are closed that were idle for too long. */
  timer(): void {
    this.idle.woke();
    while (this.idle.isOldestDue) {
      this.idle.takeOldest();
      this.counts[OPEN]--;
    }
    this.idle.arm();
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
      { key: 'idle', label: 'Idle connections kept', value: idle.count, of: idle.room || undefined },
      { key: 'opened', label: 'Opened so far', value: counts[OPENED] },
      { key: 'reused', label: 'Calls on a kept one', value: counts[REUSED] },
      { key: 'waiting', label: 'Waiting for one', value: this.line.count },
      { key: 'refused', label: 'Refused so far', value: counts[REFUSED] },
    ];
  }

  private reuse(call: Frame): Verdict {
    this.counts[REUSED]++;
    this.host.mark(call, this.idle.takeNewest() + 1);
    return GO;
  }

  private open(call: Frame): Verdict {
    this.counts[OPEN]++;
    this.counts[OPENED]++;
    this.host.mark(call, FIRST_CALL);
    return this.connectMicros === 0 ? GO : this.host.delay(call, this.connectMicros);
  }

  /** Where all places are taken the one idle longest is closed for it. */
  private keep(calls: number): void {
    if (this.idle.count === this.idle.room) {
      this.idle.takeOldest();
      this.counts[OPEN]--;
    }
    this.idle.keep(calls);
  }
}
