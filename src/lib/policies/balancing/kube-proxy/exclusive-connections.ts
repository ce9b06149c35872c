import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { isGone, isUnanswered, type Connections } from './connections.ts';
import type { KubeProxyConfig } from './policy.ts';

const FIRST = 0;
const COUNT = 1;

/**
 * HTTP/1.1: a connection carries one call at a time. A call takes the idle one used last, as Go’s net/http and nginx do; of
 * more than may be kept the one idle longest is closed. A call notes how many its connection has carried.
 */
export class ExclusiveConnections implements Connections {
  private readonly host: Host;
  private readonly room: number;
  private readonly callsEach: number;
  private readonly idleMicros: number;
  /** A ring in the order of how long they have been idle. */
  private readonly hosts: Int32Array;
  private readonly carried: Int32Array;
  private readonly since: Float64Array;
  private readonly state: Int32Array;
  /** By slot: connections with a call on them. */
  private readonly busy: Int32Array;

  constructor(
    build: Build<KubeProxyConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { keepalive, keepaliveRequests, keepaliveTimeoutSeconds } = build.config;
    this.host = build.host;
    this.room = keepalive;
    this.callsEach = keepaliveRequests === 0 ? Infinity : keepaliveRequests;
    this.idleMicros = sToMicros(keepaliveTimeoutSeconds);
    this.hosts = build.i32(keepalive);
    this.carried = build.i32(keepalive);
    this.since = build.f64(keepalive);
    this.state = build.i32(2);
    this.busy = build.i32(endpoints.room);
  }

  take(call: Frame): number {
    const { state } = this;
    if (state[COUNT] === 0) return NONE;
    const newest = (state[FIRST] + state[COUNT] - 1) % this.room;
    // The others have been idle for longer still.
    if (this.isStale(newest)) {
      state[COUNT] = 0;
      return NONE;
    }
    state[COUNT]--;
    const host = this.hosts[newest];
    this.busy[this.endpoints.slotOf(host)]++;
    this.host.mark(call, Math.min(this.carried[newest] + 1, MOST_COUNTED));
    return host;
  }

  open(call: Frame, host: number): void {
    this.busy[this.endpoints.slotOf(host)]++;
    this.host.mark(call, 1);
  }

  ended(call: Frame): void {
    const { callee, status } = this.host.frames;
    const carried = this.host.stamp(call);
    this.busy[this.endpoints.slotOf(callee[call])]--;
    const isOver = isGone(status[call]) || isUnanswered(status[call]) || carried >= this.callsEach;
    if (!isOver && this.room > 0) this.keep(callee[call], carried);
  }

  openTo(slot: number): number {
    const { state } = this;
    let open = this.busy[slot];
    for (let i = 0; i < state[COUNT]; i++) {
      const at = (state[FIRST] + i) % this.room;
      if (!this.isStale(at) && this.endpoints.slotOf(this.hosts[at]) === slot) open++;
    }
    return open;
  }

  reset(): void {
    this.state.fill(0);
    this.busy.fill(0);
  }

  private keep(host: number, carried: number): void {
    const { state, room } = this;
    if (state[COUNT] === room) {
      state[FIRST] = (state[FIRST] + 1) % room;
      state[COUNT]--;
    }
    const at = (state[FIRST] + state[COUNT]++) % room;
    this.hosts[at] = host;
    this.carried[at] = carried;
    this.since[at] = this.host.now;
  }

  private isStale(at: number): boolean {
    return this.host.now - this.since[at] >= this.idleMicros;
  }
}

/** More than any limit on the calls of a connection. */
const MOST_COUNTED = 2_000_000;
