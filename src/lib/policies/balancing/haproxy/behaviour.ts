import type { Fact } from '#lib/base/fact.ts';
import { CONNECTION_REFUSED, NO_INSTANCE, outcomeCode } from '#lib/base/outcomes.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { NEVER, QUEUED, REFUSE, type Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BackendQueue } from './backend-queue.ts';
import { CallHash } from './call-hash.ts';
import { factsOf } from './facts.ts';
import type { Order } from './order.ts';
import { orderOf } from './order-of.ts';
import type { HaproxyConfig } from './policy.ts';
import { PLAN, RequestNotes } from './request-notes.ts';
import { Servers } from './servers.ts';
import { StaticMap } from './static-map.ts';

/**
 * A HAProxy 2.6 backend (backend.c, queue.c, server.c): a `balance` algorithm picks a server that is up and not full, else the
 * call waits in the backend's queue; a refused connection is retried, on the same server after a turn-around of
 * min(timeout connect, 1 s), or with `option redispatch` on another. Who is up is the health check's business.
 */
export function create(build: Build<HaproxyConfig>, endpoints: Endpoints): Balancer {
  return new Haproxy(build, endpoints);
}

const MOST_TURNAROUND_MS = 1_000;
/** Places of the queues. */
const BACKEND = 0;
const OWN = 1;
const PARTITIONED = outcomeCode('partitioned');

class Haproxy implements Balancer {
  /** A retry that stays with its server is sent there though a check has taken it out by then. */
  readonly pins = true;
  private readonly build: Build<HaproxyConfig>;
  private readonly host: Host;
  private readonly servers: Servers;
  private readonly order: Order;
  /** The backend's, and by slot plus one each server's own, for calls that are bound to it. */
  private readonly queues: readonly BackendQueue[];
  private readonly granted: Int32Array;
  /** Of the algorithms that hash. */
  private readonly hashed: { readonly hash: CallHash; readonly map: StaticMap } | null;
  private readonly notes: RequestNotes;
  private readonly turnaroundMicros: number;
  /** Whether the algorithm finds any server that is free; whether it hands out a lone backup that is full. */
  private readonly thorough: boolean;
  private readonly bindsToBackup: boolean;
  /** By slot: the timer of the next step of its slow start, or NONE. */
  private readonly warming: Int32Array;
  /** 0 until the first servers are known. */
  private readonly begun: Uint8Array;

  constructor(
    build: Build<HaproxyConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { balance, timeoutConnectMs, timeoutQueueMs } = build.config;
    this.build = build;
    this.host = build.host;
    this.servers = new Servers(build, endpoints);
    this.order = orderOf(build, this.servers);
    const { order } = this;
    const isHashed = balance === 'source' || balance === 'uri';
    this.hashed = isHashed && order instanceof StaticMap ? { hash: new CallHash(build), map: order } : null;
    this.granted = build.i32(1).fill(NONE);
    this.queues = Array.from({ length: OWN + endpoints.room }, (_, at) => {
      return new BackendQueue(build, timeoutQueueMs || timeoutConnectMs, endpoints.room + at, this.granted);
    });
    this.notes = new RequestNotes(build.host);
    this.turnaroundMicros = msToMicros(Math.min(timeoutConnectMs || MOST_TURNAROUND_MS, MOST_TURNAROUND_MS));
    this.thorough = ['roundrobin', 'static-rr', 'first'].includes(balance);
    this.bindsToBackup = ['roundrobin', 'leastconn', 'first'].includes(balance);
    this.warming = build.i32(endpoints.room).fill(NONE);
    this.begun = build.u8(1);
    this.host.wakes(this);
    endpoints.onArranged = () => this.look();
  }

  pick(call: Frame): number {
    const { first } = this.endpoints;
    const granted = this.granted[0];
    this.granted[0] = NONE;
    if (granted !== NONE) return first + granted;
    const { parent, tries } = this.host.frames;
    const { notes } = this;
    const request = parent[call];
    if (tries[request] === 1) {
      notes.begin(request);
      this.servers.count(1);
    }
    const plan = notes.plan(request);
    if (plan === PLAN.stay) return first + notes.slot(request);
    if (this.servers.usable[this.servers.group] === 0) return NONE;
    // A new call would overtake those that wait for any server to become free.
    if (this.thorough && this.queues[BACKEND].length > 0) return this.wait(call, BACKEND);
    const bound = this.boundTo(call);
    const slot = bound === NONE ? this.choose(plan === PLAN.elsewhere ? notes.slot(request) : NONE) : bound;
    if (slot === NONE) return this.wait(call, BACKEND);
    if (slot === bound && this.hasNoRoom(slot)) return this.wait(call, OWN + slot);
    this.take(slot);
    return first + slot;
  }

  ended(call: Frame): void {
    const { callee, parent, status } = this.host.frames;
    const slot = this.endpoints.slotOf(callee[call]);
    const outcome = status[call];
    const unconnected = outcome === CONNECTION_REFUSED || outcome === PARTITIONED;
    this.plan(parent[call], slot, unconnected);
    // The place on a server is kept until another is tried.
    if (this.notes.plan(parent[call]) !== PLAN.stay) this.release(parent[call], slot);
  }

  again(call: Frame, attempt: Frame): number {
    const { notes } = this;
    const plan = notes.plan(call);
    if (this.host.frames.callee[attempt] === NONE) {
      // No server is listed any more, or it waited too long in the queue.
      this.giveUp(call);
      return NEVER;
    }
    if (plan === PLAN.over) return NEVER;
    const waits = plan === PLAN.stay || this.servers.usable[0] <= 1;
    return waits ? this.turnaroundMicros : 0;
  }

  withdraw(call: Frame): void {
    for (const queue of this.queues) {
      if (queue.remove(call)) return this.over(this.host.frames.parent[call]);
    }
    this.giveUp(call);
  }

  timer(tag: number): void {
    // A dead process has no queue and no servers; what it planned is forgotten with its next start.
    const dead = this.build.sim.levers.down[this.host.self] !== 0;
    if (tag >= this.warming.length) {
      if (!dead) this.queues[tag - this.warming.length].expire();
      return;
    }
    this.warming[tag] = NONE;
    if (!dead && this.servers.isStarting(tag)) this.warm(tag);
  }

  reset(): void {
    for (const queue of this.queues) queue.clear();
    this.granted[0] = NONE;
    for (const timer of this.warming) if (timer !== NONE) this.host.cancel(timer);
    this.warming.fill(NONE);
    this.servers.reset();
    this.begun[0] = 0;
  }

  explain(): readonly Fact[] {
    const { fullconn } = this.build.config;
    return factsOf(this.servers, { up: this.endpoints.count, waiting: this.waiting, fullconn });
  }

  /** A server that is not full, or NONE. The map of static-rr has its own idea of which backups there are. */
  private choose(avoid: number): number {
    const { servers, order } = this;
    const backup = order instanceof StaticMap ? NONE : servers.onlyBackup;
    if (backup !== NONE) return servers.isFull(backup) ? NONE : backup;
    return order.next(servers.group, avoid);
  }

  /** Where a call goes, or waits, whoever else is free: where its hash falls, or to a lone backup. NONE: to any server. */
  private boundTo(call: Frame): number {
    const { servers, hashed } = this;
    if (hashed === null) return this.bindsToBackup ? servers.onlyBackup : NONE;
    return hashed.map.at(servers.group, servers.onlyBackup === NONE ? hashed.hash.of(call) : 0);
  }

  private hasNoRoom(slot: number): boolean {
    return this.queues[OWN + slot].length > 0 || this.servers.isFull(slot);
  }

  private get waiting(): number {
    return this.queues.reduce((sum, { length }) => sum + length, 0);
  }

  private wait(call: Frame, queue: number): number {
    this.queues[queue].push(call);
    return QUEUED;
  }

  private take(slot: number): void {
    this.servers.served[slot]++;
    this.order.loaded(slot);
  }

  private release(request: Frame, slot: number): void {
    const { servers } = this;
    const column = this.notes.leave(request) ? servers.served : servers.uncounted;
    if (column[slot] === 0) return;
    column[slot]--;
    this.order.loaded(slot);
    // may_dequeue_tasks counts all.
    const most = servers.maxconn(slot);
    if (most === 0 || servers.served[slot] + servers.uncounted[slot] < most) this.dequeue(slot);
  }

  /** One that comes up takes as many from the backend's queue as it may have, and counts none of them (pendconn_grab_from_px). */
  private grab(slot: number): void {
    const { servers, notes } = this;
    const backend = this.queues[BACKEND];
    if (!servers.takesCalls(slot)) return;
    for (let left = servers.roomFor(slot, backend.length); left > 0; left--) {
      notes.uncount(this.host.frames.parent[backend.head]);
      servers.uncounted[slot]++;
      backend.serve(slot);
    }
  }

  /** A server takes as many from the queues as it may have (process_srv_queue). */
  private dequeue(slot: number): void {
    while (!this.servers.isFull(slot)) {
      const queue = this.nextQueue(slot);
      if (queue === null) return;
      this.take(slot);
      queue.serve(slot);
    }
  }

  /** Whose head waits longest. Who is bound to a server gets there though it is down by now. */
  private nextQueue(slot: number): BackendQueue | null {
    const backend = this.queues[BACKEND];
    const own = this.queues[OWN + slot];
    if (backend.length === 0 || !this.servers.takesCalls(slot)) return own.length > 0 ? own : null;
    return own.length > 0 && own.headSince <= backend.headSince ? own : backend;
  }

  /** A try ended: where does its request go on (back_handle_st_cer, stream_choose_redispatch)? */
  private plan(request: Frame, slot: number, unconnected: boolean): void {
    const { retries, redispatch } = this.build.config;
    const { notes, servers } = this;
    const before = notes.retries(request);
    if (!unconnected || before >= retries) {
      notes.note(request, before, PLAN.over, slot);
      this.over(request);
      return;
    }
    const count = before + 1;
    // No call is bound to its server but by a hash.
    const anyRetry = this.hashed === null && servers.usable[0] > 1;
    // One in slow start counts as not running yet.
    const isRunning = servers.isUp(slot) && !servers.isStarting(slot);
    const elsewhere = redispatch && (!isRunning || this.isItsTurn(count) || anyRetry);
    notes.note(request, count, elsewhere ? PLAN.elsewhere : PLAN.stay, slot);
  }

  /** Whether this retry is one of those that `option redispatch <interval>` names; a remainder of 0 / 0 is none. */
  private isItsTurn(count: number): boolean {
    const { retries, redispatchInterval: interval } = this.build.config;
    return count % (interval > 0 ? interval : retries + 1 + interval) === 0;
  }

  /** A request ends while it keeps a place on a server for its next try. */
  private giveUp(request: Frame): void {
    const { notes } = this;
    const slot = notes.slot(request);
    const keeps = notes.plan(request) === PLAN.stay;
    notes.note(request, notes.retries(request), PLAN.over, slot);
    this.over(request);
    if (keeps) this.release(request, slot);
  }

  /** It is no request of the backend's any more. */
  private over(request: Frame): void {
    if (this.notes.end(request)) this.servers.count(-1);
  }

  /** Servers went up or down. */
  private look(): void {
    const { servers, order } = this;
    if (this.begun[0] === 0) return this.begin();
    for (let slot = 0; slot < servers.room; slot++) {
      const isUp = servers.isWanted(slot);
      if (isUp === servers.isUp(slot)) continue;
      if (!isUp) {
        servers.fall(slot);
        order.down(slot);
        continue;
      }
      if (servers.rise(slot)) this.planWarming(slot);
      order.up(slot);
      this.grab(slot);
    }
    if (!this.build.config.redispatch) return;
    for (let slot = 0; slot < servers.room; slot++) if (!servers.isUp(slot)) this.redistribute(slot);
  }

  /** Those bound to a server that is down are placed anew (pendconn_redistribute), or refused for want of any. */
  private redistribute(slot: number): void {
    const { queues, servers } = this;
    const queue = queues[OWN + slot];
    for (let left = queue.length; left > 0; left--) {
      const call = queue.shift();
      if (servers.usable[servers.group] === 0) this.host.resume(call, REFUSE + NO_INSTANCE);
      else this.replace(call);
    }
  }

  private replace(call: Frame): void {
    const { queues } = this;
    const backend = queues[BACKEND];
    const overtakes = this.thorough && backend.length > 0;
    const bound = overtakes ? NONE : this.boundTo(call);
    const slot = overtakes || bound !== NONE ? bound : this.choose(NONE);
    queues[bound === NONE ? BACKEND : OWN + bound].push(call);
    if (slot !== NONE) this.dequeue(slot);
  }

  /** Whoever is known at first starts with full weight. */
  private begin(): void {
    const { servers } = this;
    if (this.endpoints.count === 0) return;
    this.begun[0] = 1;
    for (let slot = 0; slot < servers.room; slot++) if (servers.isWanted(slot)) servers.start(slot);
    this.order.start();
  }

  private warm(slot: number): void {
    const { servers } = this;
    const before = servers.effectiveWeight[slot];
    if (servers.warm(slot)) this.planWarming(slot);
    if (servers.effectiveWeight[slot] !== before) this.order.reweighed(slot, before);
    this.grab(slot);
  }

  private planWarming(slot: number): void {
    if (this.warming[slot] !== NONE) return;
    this.warming[slot] = this.host.after(this.servers.stepMicros(slot), slot);
  }
}
