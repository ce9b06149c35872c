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
  'another member’s probe went unanswered, {a} s after its machine died',
  'it answered that it is alive',
  'the suspicion ran out, {a} s after its machine died: among {b} members',
  'it left',
];
const JOINED = 0;
const SUSPECTED = 1;
const REFUTED = 2;
const DEAD = 3;
const LEFT = 4;

/**
 * What the members of the cluster know of each other's machines. They gossip among themselves, whether the registry is up or not;
 * a machine that died is declared so, and all of its services leave the results. When, is drawn at its death.
 */
export class Gossip {
  private readonly host: Host;
  private readonly chart: Chart;
  private readonly events: readonly number[];
  private readonly failed: number;
  private readonly alive: number;
  private readonly suspect: number;
  private readonly stream: Stream;
  /** By row: when its machine died, the next timer, and when it is to be declared dead. */
  private readonly lostAt: Float64Array;
  private readonly timers: Int32Array;
  private readonly failsAt: Float64Array;

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
    this.lostAt = build.f64(tenants.length);
    this.failsAt = build.f64(tenants.length);
    this.timers = build.i32(tenants.length).fill(NONE);
    this.host.wakes(this);
  }

  /** Its agent is there; whoever suspected it is told so. */
  joined(row: number): void {
    this.stop(row);
    if (this.chart.mode[row] === this.suspect) this.step(row, REFUTED, 0, 0);
    else this.step(row, JOINED, 0, 0);
  }

  left(row: number): void {
    this.stop(row);
    this.step(row, LEFT, 0, 0);
  }

  lost(row: number): void {
    if (this.chart.mode[row] !== this.alive || this.timers[row] !== NONE) return;
    const { suspectedMicros, failedMicros } = drawDeath(this.stream, this.members);
    this.lostAt[row] = this.host.now;
    this.failsAt[row] = this.host.now + failedMicros;
    this.timers[row] = this.host.after(suspectedMicros, row);
  }

  timer(row: number): void {
    const after = (this.host.now - this.lostAt[row]) / MICROS_PER_S;
    if (this.chart.mode[row] === this.alive) {
      this.step(row, SUSPECTED, after, 0);
      this.timers[row] = this.host.after(this.failsAt[row] - this.host.now, row);
      return;
    }
    this.timers[row] = NONE;
    this.step(row, DEAD, after, this.members);
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
    for (const mode of this.chart.mode) if (mode === this.alive || mode === this.suspect) members++;
    return Math.max(2, members);
  }

  private stop(row: number): void {
    if (this.timers[row] !== NONE) this.host.cancel(this.timers[row]);
    this.timers[row] = NONE;
  }

  private step(row: number, rule: number, a: number, b: number): void {
    const wasFailed = this.hasFailed(row);
    if (!this.chart.step(row, this.events[rule], rule, a, b)) return;
    if (this.hasFailed(row) !== wasFailed) this.onChanged(row);
  }
}
