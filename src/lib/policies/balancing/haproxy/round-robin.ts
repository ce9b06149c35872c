import type { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import { MOST_WEIGHT, WEIGHT_SCALE, type Order } from './order.ts';
import type { Servers } from './servers.ts';

/** Trees a server may be queued in. Two of them take turns at being `init` and `next`. */
const NOWHERE = 0;
const CURRENT = 1;
const TREE_A = 2;

/** Columns of a group. */
const POSITION = 0;
const WEIGHT = 1;
const NEXT_WEIGHT = 2;
/** 0 or 1: which of the two trees is `init`. */
const INIT = 3;
const COLUMNS = 4;

/** SRV_UWGHT_RANGE. */
const KEYS_A_POSITION = 256;

/**
 * HAProxy's `balance roundrobin` (lb_fwrr.c, 2.6): each server has a next position, total weight / weight after its last one, on
 * an axis that moves on by one with each pick; a server whose place would lie beyond the window waits in `next`, and at the
 * start of each window the heaviest go first. Weights 5, 1, 1 give s1 s1 s1 s2 s1 s1 s3. A tree is a scan for the least key, of
 * equal keys the one queued first.
 */
export class RoundRobin implements Order {
  private readonly tree: Uint8Array;
  private readonly key: Int32Array;
  private readonly ticket: Int32Array;
  private readonly position: Int32Array;
  private readonly lastPosition: Int32Array;
  private readonly rest: Int32Array;
  /** Links those that one pick found full, or avoided. */
  private readonly chain: Int32Array;
  private readonly groups: Int32Array;
  private readonly tickets: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly servers: Servers,
  ) {
    const { room } = servers;
    this.tree = build.u8(room);
    this.key = build.i32(room);
    this.ticket = build.i32(room);
    this.position = build.i32(room);
    this.lastPosition = build.i32(room);
    this.rest = build.i32(room);
    this.chain = build.i32(room);
    this.groups = build.i32(2 * COLUMNS);
    this.tickets = build.i32(1);
  }

  start(): void {
    const { servers, groups } = this;
    groups.fill(0);
    this.tree.fill(NOWHERE);
    this.tickets[0] = 0;
    for (let slot = 0; slot < servers.room; slot++) {
      if (!servers.isUp(slot)) continue;
      groups[this.at(slot) + NEXT_WEIGHT] += servers.effectiveWeight[slot];
      this.queueByWeight(slot, this.initTree(this.at(slot)));
    }
    for (let g = 0; g < groups.length; g += COLUMNS) {
      groups[g + POSITION] = groups[g + WEIGHT] = groups[g + NEXT_WEIGHT];
    }
  }

  up(slot: number): void {
    const { groups } = this;
    const g = this.at(slot);
    const weight = this.servers.effectiveWeight[slot];
    groups[g + NEXT_WEIGHT] += weight;
    const left = groups[g + NEXT_WEIGHT] + groups[g + WEIGHT] - groups[g + POSITION];
    this.position[slot] = groups[g + POSITION] + ((left / weight) | 0);
    this.queue(slot, g);
  }

  down(slot: number): void {
    // Whoever goes down is told with the weight it had.
    this.tree[slot] = NOWHERE;
    const g = this.at(slot);
    this.groups[g + NEXT_WEIGHT] = this.weightOf(slot);
  }

  reweighed(slot: number, before: number): void {
    const { groups, position } = this;
    const g = this.at(slot);
    const weight = this.servers.effectiveWeight[slot];
    groups[g + NEXT_WEIGHT] += weight - before;
    if (this.tree[slot] === this.initTree(g)) return this.queueByWeight(slot, this.initTree(g));
    if (this.tree[slot] === this.nextTree(g)) position[slot] += groups[g + WEIGHT];
    const step = (groups[g + NEXT_WEIGHT] / weight) | 0;
    this.rest[slot] = 0;
    position[slot] = Math.min(position[slot], this.lastPosition[slot] + step);
    if (position[slot] < groups[g + POSITION] + 2) position[slot] = groups[g + POSITION] + step;
    this.queue(slot, g);
  }

  loaded(): void {}

  next(group: number, avoid: number): number {
    const g = group * COLUMNS;
    const { groups, servers, chain } = this;
    let switched = false;
    let avoided = NONE;
    let full = NONE;
    let slot: number;
    for (;;) {
      if (groups[g + WEIGHT] === 0) groups[g + POSITION] = groups[g + WEIGHT] = groups[g + NEXT_WEIGHT];
      slot = this.first(g);
      if (slot === NONE && !switched) {
        switched = true;
        this.switchTrees(g);
        slot = this.first(g);
      }
      if (slot === NONE) {
        slot = avoided;
        break;
      }
      this.advance(slot, g);
      this.tree[slot] = NOWHERE;
      groups[g + POSITION]++;
      if (!servers.isFull(slot)) {
        if (slot !== avoid || avoided !== NONE) break;
        avoided = slot;
      }
      chain[slot] = full;
      full = slot;
    }
    if (slot !== NONE) this.queue(slot, g);
    for (; full !== NONE; full = chain[full]) {
      if (full === slot) continue;
      if (switched) this.queueByWeight(full, this.initTree(g));
      else this.queue(full, g);
    }
    return slot;
  }

  /** The next server of the window; a hole in it is filled by one that has not had its turn in this window. */
  private first(g: number): number {
    const current = this.least(g, CURRENT);
    if (current !== NONE && this.position[current] <= this.groups[g + POSITION]) return current;
    const fresh = this.least(g, this.initTree(g));
    if (fresh === NONE) return current;
    this.position[fresh] = this.rest[fresh] = 0;
    return fresh;
  }

  private least(g: number, tree: number): number {
    const { key, ticket, servers } = this;
    let best = NONE;
    for (let slot = 0; slot < servers.room; slot++) {
      if (this.tree[slot] !== tree || this.at(slot) !== g) continue;
      const earlier = best === NONE ? -1 : key[slot] - key[best] || ticket[slot] - ticket[best];
      if (earlier < 0) best = slot;
    }
    return best;
  }

  private advance(slot: number, g: number): void {
    const { position, rest, groups } = this;
    const weight = this.servers.effectiveWeight[slot];
    if (position[slot] === 0) position[slot] = groups[g + POSITION];
    this.lastPosition[slot] = position[slot];
    position[slot] += (groups[g + NEXT_WEIGHT] / weight) | 0;
    rest[slot] += groups[g + NEXT_WEIGHT] % weight;
    if (rest[slot] < weight) return;
    rest[slot] -= weight;
    position[slot]++;
  }

  /** Into the window, or into `next` where its place lies beyond. */
  private queue(slot: number, g: number): void {
    const { groups, position } = this;
    const window = groups[g + WEIGHT];
    if (position[slot] >= 2 * window || position[slot] >= window + groups[g + NEXT_WEIGHT]) {
      position[slot] -= window;
      this.queueByWeight(slot, this.nextTree(g));
      return;
    }
    const within = (MOST_WEIGHT + this.rest[slot] - this.servers.effectiveWeight[slot]) / WEIGHT_SCALE;
    this.insert(slot, CURRENT, KEYS_A_POSITION * position[slot] + (within | 0));
  }

  private queueByWeight(slot: number, tree: number): void {
    this.insert(slot, tree, MOST_WEIGHT - this.servers.effectiveWeight[slot]);
  }

  private insert(slot: number, tree: number, key: number): void {
    this.tree[slot] = tree;
    this.key[slot] = key;
    this.ticket[slot] = ++this.tickets[0];
  }

  private switchTrees(g: number): void {
    const { groups } = this;
    groups[g + INIT] = 1 - groups[g + INIT];
    groups[g + WEIGHT] = groups[g + POSITION] = groups[g + NEXT_WEIGHT];
  }

  /** Sum of the weights of the others in the group. */
  private weightOf(without: number): number {
    const { servers } = this;
    let sum = 0;
    for (let slot = 0; slot < servers.room; slot++) {
      if (slot !== without && this.at(slot) === this.at(without)) sum += servers.effectiveWeight[slot];
    }
    return sum;
  }

  private initTree(g: number): number {
    return TREE_A + this.groups[g + INIT];
  }

  private nextTree(g: number): number {
    return TREE_A + 1 - this.groups[g + INIT];
  }

  private at(slot: number): number {
    return this.servers.groupOf(slot) * COLUMNS;
  }
}
