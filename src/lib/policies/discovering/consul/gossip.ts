import { MICROS_PER_S } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { Catalog } from './catalog.ts';
import { machine as nodeMachine } from './node.machine.ts';
import { drawDeath } from './swim.ts';

const EVENTS = ['joined', 'suspected', 'refuted', 'declared dead', 'left'];
const RULES = [
  'its agent joined the cluster',
  'another member’s probe went unanswered, {a} s after it was gone',
  'it answered that it is alive',
  'the suspicion ran out, {a} s after it was gone: among {b} members',
  'it left',
];
const JOINED = 0;
const SUSPECTED = 1;
const REFUTED = 2;
const DEAD = 3;
const LEFT = 4;

const NOTHING = 0;
const DRAW = 1;
const SUSPECT = 2;
const FAIL = 3;
const JOIN = 4;

/**
 * What the members of the cluster know of each other's machines. They gossip among themselves, whether the registry is up or not;
 * a machine that died, or is cut off, is declared dead, and all of its services leave the results. When, is drawn at its death.
 */
export class Gossip {
  private readonly host: Host;
  private readonly chart: Chart;
  private readonly events: readonly number[];
  private readonly failed: number;
  private readonly alive: number;
  private readonly suspect: number;
  private readonly stream: Stream;
  /** By row: whether its machine is gone, whether it is cut off; since when it is either, and when it is to be declared dead. */
  private readonly lost: Uint8Array;
  private readonly cut: Uint8Array;
  private readonly goneAt: Float64Array;
  private readonly failsAt: Float64Array;
  /** By row: what is to happen next, and its timer. */
  private readonly planned: Uint8Array;
  private readonly timers: Int32Array;

  constructor(
    build: InstanceBuild<unknown>,
    { tenants }: Catalog,
    private readonly wishedMembers: number,
    private readonly onChanged: (row: number) => void,
  ) {
    this.host = build.host;
    const subjects = tenants.map(({ name }) => name);
    this.chart = build.chart({ concern: 'node', machine: nodeMachine, rules: RULES, subjects });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.failed = this.chart.state('failed');
    this.alive = this.chart.state('alive');
    this.suspect = this.chart.state('suspect');
    this.stream = build.stream('gossip');
    this.lost = build.u8(tenants.length);
    this.cut = build.u8(tenants.length);
    this.planned = build.u8(tenants.length);
    this.goneAt = build.f64(tenants.length);
    this.failsAt = build.f64(tenants.length);
    this.timers = build.i32(tenants.length).fill(NONE);
    this.host.wakes(this);
  }

  /** Its agent is there; whoever suspected it is told so. */
  joined(row: number): void {
    this.lost[row] = 0;
    this.plan(row, NOTHING, 0);
    this.join(row);
    if (this.cut[row] === 1) this.plan(row, DRAW, 0);
  }

  left(row: number): void {
    this.plan(row, NOTHING, 0);
    this.step(row, LEFT, 0, 0);
  }

  /** Its machine is gone. */
  died(row: number): void {
    const wasGone = this.isGone(row);
    this.lost[row] = 1;
    if (!wasGone) this.goes(row);
  }

  /** A partition lies between it and the registry, or does so no more. */
  cuts(row: number, cut: boolean): void {
    const wasGone = this.isGone(row);
    this.cut[row] = cut ? 1 : 0;
    if (this.isGone(row) === wasGone) return;
    if (cut) this.goes(row);
    else if (this.hasFailed(row)) this.plan(row, JOIN, this.stream.below(RECONNECT_MICROS));
    else if (this.counts(row)) this.plan(row, JOIN, 0);
  }

  timer(row: number): void {
    const planned = this.planned[row];
    this.planned[row] = NOTHING;
    this.timers[row] = NONE;
    if (planned === JOIN) return this.join(row);
    if (planned === DRAW) return this.draw(row);
    const after = (this.host.now - this.goneAt[row]) / MICROS_PER_S;
    if (planned === FAIL) return this.step(row, DEAD, after, this.members);
    this.step(row, SUSPECTED, after, 0);
    this.plan(row, FAIL, this.failsAt[row] - this.host.now);
  }

  hasFailed(row: number): boolean {
    return this.chart.mode[row] === this.failed;
  }

  stateOf(row: number): string {
    return this.chart.table.states[this.chart.mode[row]];
  }

  /** How many machines gossip: with one of the registry's own. */
  get members(): number {
    if (this.wishedMembers > 0) return Math.max(2, this.wishedMembers);
    let members = 1;
    for (let row = 0; row < this.chart.mode.length; row++) if (this.counts(row)) members++;
    return Math.max(2, members);
  }

  private isGone(row: number): boolean {
    return this.lost[row] === 1 || this.cut[row] === 1;
  }

  /** Nobody hears of it any more. When that is noticed is drawn when all that goes with it has gone, too. */
  private goes(row: number): void {
    this.goneAt[row] = this.host.now;
    this.plan(row, this.counts(row) ? DRAW : NOTHING, 0);
  }

  private draw(row: number): void {
    const { members } = this;
    let probing = members - 1;
    for (let other = 0; other < this.lost.length; other++) {
      if (other !== row && this.isGone(other) && this.counts(other)) probing--;
    }
    const { suspectedMicros, failedMicros } = drawDeath(this.stream, members, probing);
    this.failsAt[row] = this.host.now + failedMicros;
    this.plan(row, SUSPECT, suspectedMicros);
  }

  /** Whether it is one of the members. */
  private counts(row: number): boolean {
    return this.chart.mode[row] === this.alive || this.chart.mode[row] === this.suspect;
  }

  private join(row: number): void {
    if (this.chart.mode[row] === this.suspect) this.step(row, REFUTED, 0, 0);
    else this.step(row, JOINED, 0, 0);
  }

  private plan(row: number, what: number, micros: number): void {
    if (this.timers[row] !== NONE) this.host.cancel(this.timers[row]);
    this.planned[row] = what;
    this.timers[row] = what === NOTHING ? NONE : this.host.after(micros, row);
  }

  private step(row: number, rule: number, a: number, b: number): void {
    const wasFailed = this.hasFailed(row);
    if (!this.chart.step(row, this.events[rule], rule, a, b)) return;
    if (this.hasFailed(row) !== wasFailed) this.onChanged(row);
  }
}

/** Serf’s reconnect_interval: how often a failed member is tried again. */
const RECONNECT_MICROS = 30 * MICROS_PER_S;
