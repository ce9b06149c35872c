import { assert } from '#lib/base/assert.ts';
import type { Zone } from './geography.ts';

export { OUT } from '#lib/base/rotation.ts';

const COUNT = 0;
const LISTED = 1;
const VERSION = 2;
const PANIC = 3;
export const ENDPOINT_COUNTS = 4;

/** Envoy's overprovisioning_factor: 140 % of the share in rotation make up for those that are out. */
const OVERPROVISIONING_PERCENT = 140;

/** Where an endpoints' state lives: views of the arena. `room` is the number of the callee's instances. */
export interface EndpointViews {
  /** `room` numbers each. */
  readonly hosts: Int32Array;
  readonly listed: Int32Array;
  readonly out: Uint8Array;
  /** ENDPOINT_COUNTS numbers. */
  readonly counts: Int32Array;
}

/**
 * Where a callee's instances are, as one caller knows it: those that discovery lists, and of these the ones in rotation.
 * A host that a health check or an ejector took out stays listed. When the share in rotation falls below the panic
 * threshold, all that are listed are used (Envoy's panic mode), unless the rest, overprovisioned as it is taken to be, can
 * carry everything; with a threshold of 0 nobody is left, and calls fail.
 */
export class Endpoints {
  /** In rotation: the first `count` are meant. */
  readonly hosts: Int32Array;
  /** All that discovery lists: the first `listedCount` are meant. */
  readonly listed: Int32Array;
  private readonly out: Uint8Array;
  private readonly counts: Int32Array;
  /** In %, 0 to 100: below this share of hosts in rotation all are used. Set at build. */
  panicPercent = 0;
  /** Told when discovery has listed hosts. Set at build. */
  onListed: () => void = () => undefined;
  /** Told when the list, or who is in rotation, has changed. Set at build. */
  onArranged: () => void = () => undefined;
  /** By slot: "10.0.2.1:8080", for those who hash addresses; empty where nobody gave any. Set at build. */
  addresses: readonly string[] = [];
  /** By slot: the zone in which it stands, null for none; empty where nobody gave any. Set at build. */
  zones: readonly (Zone | null)[] = [];

  constructor(
    views: EndpointViews,
    /** The callee's first host: slot 0. Its instances follow each other. */
    readonly first: number,
    /** What the instance in a slot is called. */
    readonly nameOf: (slot: number) => string = (slot) => `host ${slot + 1}`,
  ) {
    this.hosts = views.hosts;
    this.listed = views.listed;
    this.out = views.out;
    this.counts = views.counts;
  }

  /** How many are in rotation. */
  get count(): number {
    return this.counts[COUNT];
  }

  get listedCount(): number {
    return this.counts[LISTED];
  }

  /** Most that can ever be listed: the callee's instances. */
  get room(): number {
    return this.hosts.length;
  }

  /** Grows with every change of the list or of who is in rotation. */
  get version(): number {
    return this.counts[VERSION];
  }

  /** True while so few are in rotation that all are used. */
  get panicking(): boolean {
    return this.counts[PANIC] === 1;
  }

  /** What discovery found out. */
  set(hosts: readonly number[]): void {
    this.listed.set(hosts);
    this.counts[LISTED] = hosts.length;
    this.arrange();
    this.onListed();
  }

  /** The process restarted: no host is known to be bad. */
  clear(): void {
    this.out.fill(0);
    this.arrange();
  }

  /** Takes a host out of rotation for a reason, or lifts that reason. */
  mark(slot: number, reason: number, isOut: boolean): void {
    assert(slot >= 0 && slot < this.room, 'a slot is a place in the callee’s instances');
    const before = this.out[slot];
    const after = isOut ? before | reason : before & ~reason;
    if (after === before) return;
    this.out[slot] = after;
    this.arrange();
  }

  /** The reasons for which a host is out of rotation; 0: it is in. */
  outOf(slot: number): number {
    return this.out[slot];
  }

  /** What products hash that spread keys over hosts: a name may change, an address does not. */
  addressOf(slot: number): string {
    return this.addresses[slot] ?? this.nameOf(slot);
  }

  slotOf(host: number): number {
    return host - this.first;
  }

  private arrange(): void {
    const { listed, hosts, counts } = this;
    const known = counts[LISTED];
    let count = 0;
    for (let i = 0; i < known; i++) {
      if (this.out[listed[i] - this.first] === 0) hosts[count++] = listed[i];
    }
    const panic =
      this.panicPercent > 0 &&
      count * 100 < this.panicPercent * known &&
      count * OVERPROVISIONING_PERCENT < known * 100;
    if (panic) {
      for (let i = 0; i < known; i++) hosts[i] = listed[i];
      count = known;
    }
    counts[COUNT] = count;
    counts[PANIC] = panic ? 1 : 0;
    counts[VERSION]++;
    this.onArranged();
  }
}
