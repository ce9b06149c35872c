import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { isGone, type Connections } from './connections.ts';
import type { KubeProxyConfig } from './policy.ts';

const TURN = 0;
const TAKEN = 1;

/**
 * HTTP/2: a few connections, each with any number of calls on it, take turns; with one, as gRPC has it, every call of this
 * caller goes to one pod. A call that timed out ends its stream, not the connection. A connection that has carried what it
 * may is left to the calls on it, and the next in its place opens another; a call notes its place and which one it was.
 */
export class SharedConnections implements Connections {
  private readonly host: Host;
  private readonly places: number;
  private readonly callsEach: number;
  private readonly idleMicros: number;
  /** By place: where the connection leads, or NONE; how many were there before; calls carried, and on it now; last ended. */
  private readonly hosts: Int32Array;
  private readonly generation: Int32Array;
  private readonly carried: Float64Array;
  private readonly busy: Int32Array;
  private readonly since: Float64Array;
  /** Whose turn is next; and the place that the call at hand was given. */
  private readonly state: Int32Array;

  constructor(
    build: Build<KubeProxyConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { keepalive, keepaliveRequests, keepaliveTimeoutSeconds } = build.config;
    this.host = build.host;
    this.places = keepalive;
    this.callsEach = keepaliveRequests === 0 ? Infinity : keepaliveRequests;
    this.idleMicros = sToMicros(keepaliveTimeoutSeconds);
    this.hosts = build.i32(keepalive).fill(NONE);
    this.generation = build.i32(keepalive);
    this.carried = build.f64(keepalive);
    this.busy = build.i32(keepalive);
    this.since = build.f64(keepalive);
    this.state = build.i32(2);
  }

  take(call: Frame): number {
    const { state, hosts } = this;
    const place = state[TURN];
    state[TURN] = (place + 1) % this.places;
    state[TAKEN] = place;
    if (!this.isOpen(place)) return NONE;
    const host = hosts[place];
    this.carry(call, place);
    return host;
  }

  open(call: Frame, host: number): void {
    const place = this.state[TAKEN];
    this.close(place);
    this.hosts[place] = host;
    this.carry(call, place);
  }

  ended(call: Frame): void {
    const { frames } = this.host;
    const note = this.host.stamp(call);
    const place = note % PLACES;
    // The connection it went along may have been replaced meanwhile.
    if (Math.floor(note / PLACES) !== this.generation[place]) return;
    this.busy[place]--;
    this.since[place] = this.host.now;
    if (isGone(frames.status[call])) this.close(place);
  }

  openTo(slot: number): number {
    const host = this.endpoints.first + slot;
    let open = 0;
    for (let place = 0; place < this.places; place++) {
      if (this.hosts[place] === host && this.isOpen(place)) open++;
    }
    return open;
  }

  reset(): void {
    for (let place = 0; place < this.places; place++) this.close(place);
    this.state.fill(0);
  }

  private isOpen(place: number): boolean {
    if (this.hosts[place] === NONE) return false;
    return this.busy[place] > 0 || this.host.now - this.since[place] < this.idleMicros;
  }

  private carry(call: Frame, place: number): void {
    this.busy[place]++;
    this.host.mark(call, this.generation[place] * PLACES + place);
    if (++this.carried[place] >= this.callsEach) this.close(place);
  }

  /** Nobody takes it any more. */
  private close(place: number): void {
    this.hosts[place] = NONE;
    this.carried[place] = this.busy[place] = 0;
    this.generation[place] = (this.generation[place] + 1) % GENERATIONS;
  }
}

/** A place and its generation share one note of 31 bits. */
const PLACES = 1_024;
const GENERATIONS = 1_048_576;
