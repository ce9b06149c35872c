import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Chart } from './chart.ts';
import type { Scaler } from './contract.ts';
import { ORDER } from './events.ts';
import { faceOf, factsOf } from './fleet-facts.ts';
import { Roll } from './fleet-roll.ts';
import { FleetScaling } from './fleet-scaling.ts';
import { toCreate, toStop, type Member, type Wanted } from './fleet-steps.ts';
import { FleetStory } from './fleet-story.ts';
import { fencepostsOf } from './fleet-strategy.ts';
import { NONE } from './frames.ts';
import { LEVER } from './levers.ts';
import type { Simulation } from './simulation.ts';

export interface FleetWish {
  /** The node's addresses: they follow each other. */
  readonly first: number;
  readonly addresses: number;
  /** How many of them are taken at first. */
  readonly instances: number;
  /** After which one that is down is replaced at a new address; null: it stays down until somebody restarts it. */
  readonly replaceAfterMicros: number | null;
  readonly scaler: Scaler | null;
}

const DESIRED = 0;
const VERSION = 1;
const SURGE_COUNT = 2;
const SURGE_PERCENT = 3;
const UNAVAILABLE_COUNT = 4;
const UNAVAILABLE_PERCENT = 5;
const STIRRED = 6;
const TIMER = 7;
const STATE = 8;

/** Whom its timers wake for. */
const STIR = 0;
const DUE = 1;
const SCALE = 2;

/**
 * Keeps as many instances of a node as are wanted, of the version that is wanted: a Kubernetes Deployment with its ReplicaSets
 * (pkg/controller/deployment/rolling.go, pkg/controller/replicaset). It looks whenever a life took a step, and takes every
 * step that its fenceposts allow; new instances come at free addresses, and wait for one when there is none.
 */
export class Fleet {
  readonly roll: Roll;
  private readonly story: FleetStory;
  private readonly scaling: FleetScaling | null;
  private readonly state: Int32Array;
  private readonly minReady: Float64Array;
  private readonly owner: number;

  constructor(
    private readonly sim: Simulation,
    private readonly wish: FleetWish,
    chart: Chart,
  ) {
    const { first, addresses, instances, scaler } = wish;
    this.roll = new Roll(sim, first, addresses, instances);
    this.story = new FleetStory(chart, sim);
    this.state = sim.arena.i32(STATE);
    this.state.set([instances, 1, 0, 25, 0, 25, 0, NONE]);
    this.minReady = sim.arena.f64(1);
    this.owner = sim.owners.push({ timer: (tag) => this.wake(tag) }) - 1;
    this.scaling = scaler && new FleetScaling(sim, first, addresses, scaler);
    if (scaler) sim.after(this.owner, scaler.periodMicros, SCALE, ORDER.timers);
    for (let at = 0; at < addresses; at++) sim.instances[first + at].life.onStep = () => this.stir();
  }

  /** Which version runs at an address, from 1. */
  versionOf(host: number): number {
    return this.roll.versionOf(host);
  }

  /** Deeds on the node as a whole. */
  pull(lever: number, value: number): void {
    const { state } = this;
    if (lever === LEVER.surgeCount) state[SURGE_COUNT] = value;
    else if (lever === LEVER.surgePercent) state[SURGE_PERCENT] = value;
    else if (lever === LEVER.unavailableCount) state[UNAVAILABLE_COUNT] = value;
    else if (lever === LEVER.unavailablePercent) state[UNAVAILABLE_PERCENT] = value;
    else if (lever === LEVER.minReadyMicros) this.minReady[0] = value;
    else if (lever === LEVER.scale) this.scale(value);
    else this.deploy();
  }

  /** Another instance takes this one’s place elsewhere, of the same version. */
  succeeds(host: number, address: number): void {
    this.roll.setVersion(address, this.roll.versionOf(host));
  }

  /** Somebody stops an instance: where the number is kept, it is deleted, and replaced at once. True: its address is given up. */
  stops(host: number): boolean {
    if (this.wish.replaceAfterMicros === null) return false;
    this.roll.letGo(host);
    this.stir();
    return true;
  }

  /** Looks again within this microsecond, when whoever moved has finished moving. */
  stir(): void {
    if (this.state[STIRRED] === 1) return;
    this.state[STIRRED] = 1;
    this.sim.after(this.owner, 0, STIR, ORDER.timers);
  }

  face(): readonly Fact[] {
    return faceOf(this.members, this.wanted, this.story.state);
  }

  explain(): readonly Fact[] {
    const own = factsOf(this.members, this.wanted, this.roll.going);
    return [...own, ...(this.scaling?.scaler.explain() ?? [])];
  }

  private get members(): Member[] {
    return this.roll.members(this.minReady[0]);
  }

  private get wanted(): Wanted {
    const { state } = this;
    const strategy = {
      surgeCount: state[SURGE_COUNT],
      surgePercent: state[SURGE_PERCENT],
      unavailableCount: state[UNAVAILABLE_COUNT],
      unavailablePercent: state[UNAVAILABLE_PERCENT],
    };
    const desired = state[DESIRED];
    return { desired, version: state[VERSION], ...fencepostsOf(strategy, desired) };
  }

  private deploy(): void {
    const before = this.members.length;
    this.state[VERSION]++;
    this.story.deployed(this.state[VERSION], before, this.sim.now);
    this.stir();
  }

  private scale(desired: number): void {
    const before = this.state[DESIRED];
    if (desired === before) return;
    this.state[DESIRED] = desired;
    this.story.happened('rescaled', desired, before);
    this.stir();
  }

  private wake(tag: number): void {
    if (tag === STIR) this.state[STIRRED] = 0;
    else if (tag === DUE) this.state[TIMER] = NONE;
    else this.askScaler();
    this.sync();
  }

  private askScaler(): void {
    const { scaling, state } = this;
    if (scaling === null) return;
    this.sim.after(this.owner, scaling.scaler.periodMicros, SCALE, ORDER.timers);
    this.scale(scaling.wanted(this.members, state[DESIRED]));
  }

  private sync(): void {
    this.roll.look();
    this.giveUpLost();
    while (this.createSome() || this.stopSome());
    this.story.tell(this.members, this.wanted, this.sim.now);
    this.arm();
  }

  private giveUpLost(): void {
    const { replaceAfterMicros } = this.wish;
    if (replaceAfterMicros === null) return;
    for (const member of this.members) {
      const since = this.roll.downSince(member);
      if (since === NONE || this.sim.now - since < replaceAfterMicros) continue;
      this.story.happened('lost one', (this.sim.now - since) / MICROS_PER_S, 0);
      this.roll.dismiss(member.host);
    }
  }

  private createSome(): boolean {
    const { sim, wish, wanted } = this;
    const count = toCreate(this.members, wanted);
    for (let made = 0; made < count; made++) {
      const address = sim.moves.freeAddress(wish.first);
      if (address === NONE) return made > 0;
      this.roll.setVersion(address, wanted.version);
      sim.mortality.create(address);
    }
    return count > 0;
  }

  private stopSome(): boolean {
    const leaving = toStop(this.members, this.wanted);
    for (const { host } of leaving) this.roll.dismiss(host);
    return leaving.length > 0;
  }

  /** Wakes when time alone changes something: somebody has been up, or down, for long enough. */
  private arm(): void {
    const { sim, state, roll, wish } = this;
    const { deadline } = this.story;
    let next = deadline === NONE ? Infinity : deadline;
    for (const member of this.members) {
      const since = roll.downSince(member);
      if (member.coming && member.readyAt !== NONE) next = Math.min(next, member.readyAt + this.minReady[0]);
      if (since !== NONE && wish.replaceAfterMicros !== null) {
        next = Math.min(next, since + wish.replaceAfterMicros);
      }
    }
    if (state[TIMER] !== NONE) sim.timers.cancel(state[TIMER], this.owner);
    state[TIMER] = next === Infinity ? NONE : sim.after(this.owner, next - sim.now, DUE, ORDER.timers);
  }
}
