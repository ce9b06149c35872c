import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { NginxConfig, NginxServer } from './policy.ts';

const VERSION = 0;
/** Servers known, and of these, by set: servers, servers not down, weight. */
const COUNTS = 1;
const PRIMARIES = 0;
const BACKUPS = 1;

/**
 * What nginx knows of each server (ngx_http_upstream_rr_peer_t), by slot. Primaries and backups are two sets. Time is whole
 * seconds of the wall clock, as in nginx's cached `ngx_time()`.
 */
export class Peers {
  readonly weight: Int32Array;
  readonly currentWeight: Int32Array;
  readonly effectiveWeight: Int32Array;
  readonly conns: Int32Array;
  readonly fails: Int32Array;
  /** Second of the last failure; and of the last failure or of the pick that began a new period. */
  private readonly accessed: Float64Array;
  private readonly checked: Float64Array;
  private readonly known: Uint8Array;
  private readonly counts: Int32Array;
  private readonly backup: Uint8Array;
  private readonly down: Uint8Array;
  private readonly maxFails: Int32Array;
  private readonly failTimeout: Int32Array;
  private readonly maxConns: Int32Array;
  private readonly host: Host;
  private readonly epochMicros: number;

  constructor(
    build: Build<NginxConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { room } = endpoints;
    const servers = Array.from({ length: room }, (_, slot) => build.config.servers[slot] ?? DEFAULTS);
    this.host = build.host;
    this.epochMicros = build.epochMicros;
    this.weight = Int32Array.from(servers, ({ weight }) => weight);
    this.maxFails = Int32Array.from(servers, ({ maxFails }) => maxFails);
    this.failTimeout = Int32Array.from(servers, ({ failTimeoutSeconds }) => failTimeoutSeconds);
    this.maxConns = Int32Array.from(servers, ({ maxConns }) => maxConns);
    this.backup = Uint8Array.from(servers, ({ backup }) => Number(backup));
    this.down = Uint8Array.from(servers, ({ down }) => Number(down));
    this.currentWeight = build.i32(room);
    this.effectiveWeight = build.i32(room);
    this.conns = build.i32(room);
    this.fails = build.i32(room);
    this.accessed = build.f64(room);
    this.checked = build.f64(room);
    this.known = build.u8(room);
    this.counts = build.i32(COUNTS + 6);
    this.reset();
  }

  reset(): void {
    this.known.fill(0);
    this.conns.fill(0);
    this.counts.fill(0);
    this.counts[VERSION] = -1;
  }

  get room(): number {
    return this.weight.length;
  }

  get now(): number {
    return Math.floor((this.epochMicros + this.host.now) / MICROS_PER_S);
  }

  /** Only one server is configured: it is used whatever happens. */
  get single(): boolean {
    return this.counts[COUNTS + PRIMARIES] === 1 && !this.hasBackups;
  }

  get hasBackups(): boolean {
    return this.counts[COUNTS + BACKUPS] > 0;
  }

  /** Servers a request may try: those not marked down. */
  get tries(): number {
    return this.single ? 1 : this.counts[COUNTS + 2 + PRIMARIES] + this.counts[COUNTS + 2 + BACKUPS];
  }

  /** Weight of all primaries, those that are down included. */
  get totalWeight(): number {
    return this.counts[COUNTS + 4 + PRIMARIES];
  }

  /** Whose share of the primaries' weights such a number lies in; NONE: nobody's. */
  atWeight(at: number): number {
    let left = at;
    for (let slot = 0; slot < this.room; slot++) {
      if (!this.belongs(slot, PRIMARIES)) continue;
      if (left < this.weight[slot]) return slot;
      left -= this.weight[slot];
    }
    return NONE;
  }

  /** Follows the list: a server that is new on it begins afresh, as when nginx resolves names anew. */
  look(): void {
    const { endpoints, known, counts } = this;
    if (counts[VERSION] === endpoints.version) return;
    counts.fill(0);
    counts[VERSION] = endpoints.version;
    for (let slot = 0; slot < known.length; slot++) known[slot] &= 1;
    for (let i = 0; i < endpoints.listedCount; i++) this.enlist(endpoints.slotOf(endpoints.listed[i]));
    for (let slot = 0; slot < known.length; slot++) known[slot] >>= 1;
  }

  /** Whether a server of this set (0 primaries, 1 backups) may be picked for a request that tried those in the mask. */
  usable(slot: number, set: number, tried: number, now: number): boolean {
    return this.belongs(slot, set) && (tried & (1 << (slot & 31))) === 0 && this.ready(slot, now);
  }

  /** Of this set, known at all. */
  belongs(slot: number, set: number): boolean {
    return this.known[slot] === 1 && this.backup[slot] === set;
  }

  isBackup(slot: number): boolean {
    return this.backup[slot] === 1;
  }

  /** Marked down in the settings, or out of rotation for another's reasons: a health check, an ejector. */
  isDown(slot: number): boolean {
    const { endpoints } = this;
    return this.down[slot] === 1 || (endpoints.outOf(slot) !== 0 && !endpoints.panicking);
  }

  isFull(slot: number): boolean {
    return this.maxConns[slot] > 0 && this.conns[slot] >= this.maxConns[slot];
  }

  /** After too many failures, until strictly more than `fail_timeout` seconds have passed. */
  isDisabled(slot: number, now: number): boolean {
    const failed = this.maxFails[slot] > 0 && this.fails[slot] >= this.maxFails[slot];
    return failed && now - this.checked[slot] <= this.failTimeout[slot];
  }

  /** Takes part in a selection by weight: returns what it adds to the total. */
  gain(slot: number): number {
    const gained = this.effectiveWeight[slot];
    this.currentWeight[slot] += gained;
    if (gained < this.weight[slot]) this.effectiveWeight[slot]++;
    return gained;
  }

  /** It gets a request. The first in a new period is a probe: until it ended well, others see the server checked just now. */
  take(slot: number): void {
    const { now } = this;
    this.conns[slot]++;
    if (now - this.checked[slot] > this.failTimeout[slot]) this.checked[slot] = now;
  }

  release(slot: number): void {
    if (this.conns[slot] > 0) this.conns[slot]--;
  }

  failed(slot: number): void {
    const { now } = this;
    this.fails[slot]++;
    this.accessed[slot] = this.checked[slot] = now;
    if (this.maxFails[slot] === 0) return;
    const cut = (this.weight[slot] / this.maxFails[slot]) | 0;
    this.effectiveWeight[slot] = Math.max(0, this.effectiveWeight[slot] - cut);
  }

  /** Failures are forgotten only by a success in a later period than theirs. */
  succeeded(slot: number): void {
    if (this.accessed[slot] < this.checked[slot]) this.fails[slot] = 0;
  }

  private ready(slot: number, now: number): boolean {
    return !this.isDown(slot) && !this.isDisabled(slot, now) && !this.isFull(slot);
  }

  private enlist(slot: number): void {
    const { counts } = this;
    const set = COUNTS + this.backup[slot];
    counts[set]++;
    if (this.down[slot] === 0) counts[set + 2]++;
    counts[set + 4] += this.weight[slot];
    const isNew = (this.known[slot] & 1) === 0;
    this.known[slot] |= 2;
    if (!isNew) return;
    this.currentWeight[slot] = this.fails[slot] = 0;
    this.effectiveWeight[slot] = this.weight[slot];
    this.accessed[slot] = this.checked[slot] = 0;
  }
}

const DEFAULTS: NginxServer = {
  weight: 1,
  maxFails: 1,
  failTimeoutSeconds: 10,
  maxConns: 0,
  backup: false,
  down: false,
};
