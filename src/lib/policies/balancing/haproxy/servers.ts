import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { WEIGHT_SCALE } from './order.ts';
import type { HaproxyConfig, HaproxyServer } from './policy.ts';

/**
 * HAProxy's servers by slot: configured, up or not, effective weight, requests under way. A server in slow start gains weight
 * by whole seconds of the wall clock since it came up, as server_recalc_eweight has it: 1/16, then (16 s + n) / n sixteenths.
 */
export class Servers {
  /** 0 while it is not usable. */
  readonly effectiveWeight: Int32Array;
  readonly served: Int32Array;
  /** Under way as well, but not among those that `maxconn` limits. */
  readonly uncounted: Int32Array;
  /** Usable ones by group: active, backups. */
  readonly usable: Int32Array;
  /** [requests in the backend: under way, waiting, or between two tries] */
  private readonly inside: Int32Array;
  /** 1 once it was seen up since the process started; 1 while it starts slowly, and since which second. */
  private readonly known: Uint8Array;
  private readonly starting: Uint8Array;
  private readonly upSince: Float64Array;
  private readonly weights: Int32Array;
  private readonly minconns: Int32Array;
  private readonly maxconns: Int32Array;
  private readonly fullconn: number;
  private readonly slowstarts: Int32Array;
  private readonly backups: Uint8Array;
  private readonly host: Host;
  private readonly epochMicros: number;
  private readonly allbackups: boolean;
  /** Weight is in sixteenths, and may change while the server is up. */
  private readonly dynamic: boolean;

  constructor(
    build: Build<HaproxyConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { room } = endpoints;
    const { config } = build;
    const servers = Array.from({ length: room }, (_, slot) => config.servers[slot] ?? DEFAULTS);
    this.host = build.host;
    this.epochMicros = build.epochMicros;
    this.allbackups = config.allbackups;
    this.dynamic = !['static-rr', 'source', 'uri'].includes(config.balance);
    const weights = servers.map(({ weight }) => weight);
    // A map of 20, 10 is one of 2, 1: lb_map.c divides by the greatest common divisor.
    const divisor = this.dynamic ? 1 : weights.reduce(greatestCommonDivisor, 0) || 1;
    this.weights = Int32Array.from(weights, (weight) => weight / divisor);
    this.minconns = Int32Array.from(servers, ({ minconn }) => minconn);
    // A minconn above maxconn, or without one, is the maxconn.
    this.maxconns = Int32Array.from(servers, ({ minconn, maxconn }) => Math.max(minconn, maxconn));
    this.fullconn = config.fullconn;
    this.slowstarts = Int32Array.from(servers, ({ slowstartMs }) => Math.ceil(slowstartMs / 1_000));
    this.backups = Uint8Array.from(servers, ({ backup }) => Number(backup));
    this.effectiveWeight = build.i32(room);
    this.served = build.i32(room);
    this.uncounted = build.i32(room);
    this.usable = build.i32(2);
    this.inside = build.i32(1);
    this.known = build.u8(room);
    this.starting = build.u8(room);
    this.upSince = build.f64(room);
  }

  reset(): void {
    for (const column of [this.effectiveWeight, this.usable, this.inside]) column.fill(0);
    for (const column of [this.served, this.uncounted, this.known, this.starting]) column.fill(0);
  }

  get room(): number {
    return this.served.length;
  }

  /** The group whose turn it is: 1, the backups, when no active server is usable. */
  get group(): number {
    return this.usable[0] > 0 ? 0 : 1;
  }

  /** The only backup that is used, without `option allbackups`; NONE while an active server is up. */
  get onlyBackup(): number {
    if (this.allbackups || this.usable[0] > 0) return NONE;
    for (let slot = 0; slot < this.room; slot++) {
      if (this.backups[slot] === 1 && this.effectiveWeight[slot] > 0) return slot;
    }
    return NONE;
  }

  groupOf(slot: number): number {
    return this.backups[slot];
  }

  /** Whether the endpoints have it in rotation and it has any weight. */
  isWanted(slot: number): boolean {
    return this.weights[slot] > 0 && this.isInRotation(slot);
  }

  isUp(slot: number): boolean {
    return this.effectiveWeight[slot] > 0;
  }

  /** It may take calls from the queue: up, and its group's turn. */
  takesCalls(slot: number): boolean {
    if (!this.isUp(slot) || this.groupOf(slot) !== this.group) return false;
    return this.groupOf(slot) === 0 || this.allbackups || slot === this.onlyBackup;
  }

  /** With its full weight: when the process starts. */
  start(slot: number): void {
    this.known[slot] = 1;
    this.enter(slot, this.fullWeight(slot));
  }

  /** It came back, or is new. True when it starts slowly. */
  rise(slot: number): boolean {
    const slow = this.known[slot] === 1 && this.slowstarts[slot] > 0;
    this.known[slot] = 1;
    this.upSince[slot] = this.second;
    this.starting[slot] = Number(slow);
    this.enter(slot, this.weightNow(slot));
    return slow;
  }

  fall(slot: number): void {
    this.starting[slot] = 0;
    this.effectiveWeight[slot] = 0;
    this.usable[this.groupOf(slot)]--;
  }

  /** A step of its slow start: takes the weight of this second. True while there are further steps. */
  warm(slot: number): boolean {
    if (this.second >= this.upSince[slot] + this.slowstarts[slot]) this.starting[slot] = 0;
    this.effectiveWeight[slot] = this.weightNow(slot);
    return this.starting[slot] === 1;
  }

  isStarting(slot: number): boolean {
    return this.starting[slot] === 1;
  }

  /** Micros between the steps of its slow start: a twentieth of it, but at least a second. */
  stepMicros(slot: number): number {
    return Math.max(MICROS_PER_S, (this.slowstarts[slot] / 20) * 1_000);
  }

  /** A request comes into the backend (1), or is over (-1). */
  count(change: number): void {
    this.inside[0] += change;
  }

  get requests(): number {
    return this.inside[0];
  }

  /** As many requests as it may have (srv_dynamic_maxconn): fewer in slow start, or while the backend has few. 0: no limit. */
  maxconn(slot: number): number {
    const most = this.byLoad(slot);
    const seconds = this.second - this.upSince[slot];
    if (most === 0 || this.starting[slot] === 0 || seconds >= this.slowstarts[slot]) return most;
    const percent = ((100 * seconds) / this.slowstarts[slot]) | 0;
    return Math.max(1, ((most * percent) / 100) | 0);
  }

  isFull(slot: number): boolean {
    const most = this.maxconn(slot);
    return most > 0 && this.served[slot] >= most;
  }

  /** How many of so many that wait it may have as well. */
  roomFor(slot: number, queued: number): number {
    const most = this.maxconn(slot);
    return most === 0 ? queued : Math.min(queued, most - this.served[slot]);
  }

  /** Largest sum of weights of either group. */
  get mostWeight(): number {
    const sums = [0, 0];
    this.weights.forEach((weight, slot) => (sums[this.groupOf(slot)] += weight));
    return Math.max(...sums);
  }

  private byLoad(slot: number): number {
    const { fullconn } = this;
    const inside = this.inside[0];
    const least = this.minconns[slot];
    const most = this.maxconns[slot];
    if (least === 0 || inside >= fullconn) return most;
    return Math.max(least, Math.floor((inside * most) / fullconn));
  }

  private enter(slot: number, weight: number): void {
    this.effectiveWeight[slot] = weight;
    this.usable[this.groupOf(slot)]++;
  }

  private fullWeight(slot: number): number {
    return this.dynamic ? this.weights[slot] * WEIGHT_SCALE : this.weights[slot];
  }

  private weightNow(slot: number): number {
    if (this.starting[slot] === 0 || !this.dynamic) return this.fullWeight(slot);
    const seconds = this.second - this.upSince[slot];
    const slowstart = this.slowstarts[slot];
    return this.weights[slot] * (((WEIGHT_SCALE * seconds + slowstart) / slowstart) | 0);
  }

  private get second(): number {
    return Math.floor((this.epochMicros + this.host.now) / MICROS_PER_S);
  }

  private isInRotation(slot: number): boolean {
    const { hosts, count, first } = this.endpoints;
    for (let i = 0; i < count; i++) if (hosts[i] === first + slot) return true;
    return false;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

const DEFAULTS: HaproxyServer = { weight: 1, minconn: 0, maxconn: 0, slowstartMs: 0, backup: false };
