import type { Chart } from './chart.ts';
import { machine } from './deployment.machine.ts';
import type { Member, Wanted } from './fleet-steps.ts';
import { NONE } from './frames.ts';

const OLD = 0;
const FRESH = 1;
const AVAILABLE = 2;

/** By event: the sentence that says why. */
const why = {
  deployed: 'version {a} is to take the place of {b} instances',
  rescaled: 'there are to be {a} instances instead of {b}',
  'lost one': 'one was gone for {a} s: another comes at a new address',
  'got on': 'of the new {a} serve, of the old {b} remain',
  finished: '{a} of {b} instances are available',
  'made no progress': 'nothing moved for {a} s',
} as const;
type Happening = keyof typeof why;

export const deployment = { concern: 'deployment', machine, rules: Object.values(why) };

/** `progressDeadlineSeconds` of a Kubernetes Deployment. It is said; nothing is undone. */
export const DEADLINE_MICROS = 600_000_000;

/** What a fleet is at, told step by step in its chart. */
export class FleetStory {
  private readonly counts: Int32Array;
  private readonly movedAt: Float64Array;

  constructor(
    private readonly chart: Chart,
    { arena }: { readonly arena: { i32(n: number): Int32Array; f64(n: number): Float64Array } },
  ) {
    this.counts = arena.i32(3);
    this.movedAt = arena.f64(1);
  }

  /** 'idle', 'rolling', … */
  get state(): string {
    return this.chart.table.states[this.chart.mode[0]];
  }

  get isRolling(): boolean {
    return this.state === 'rolling' || this.state === 'stuck';
  }

  /** When a rollout that does not move is called stuck; NONE: no rollout moves. */
  get deadline(): number {
    return this.state === 'rolling' ? this.movedAt[0] + DEADLINE_MICROS : NONE;
  }

  happened(event: Happening, a: number, b: number): void {
    this.chart.step(0, this.chart.event(event), Object.keys(why).indexOf(event), a, b);
  }

  deployed(version: number, instances: number, now: number): void {
    this.happened('deployed', version, instances);
    this.counts.fill(NONE);
    this.movedAt[0] = now;
  }

  /** All steps of this moment are taken: what is there to tell? */
  tell(members: readonly Member[], { desired, version }: Wanted, now: number): void {
    if (this.state === 'idle') return;
    const fresh = members.filter((member) => member.version === version);
    const available = fresh.filter((member) => member.available).length;
    const old = members.length - fresh.length;
    if (this.isRolling) this.tellRollout(old, fresh.length, available, now);
    const complete = this.isRolling
      ? old === 0 && fresh.length === desired && available === desired
      : members.length === desired && members.every(({ coming }) => !coming);
    const up = members.filter((member) => member.available).length;
    if (complete) this.happened('finished', up, desired);
  }

  private tellRollout(old: number, fresh: number, available: number, now: number): void {
    const { counts } = this;
    const begins = counts[OLD] === NONE;
    const moved = counts[OLD] !== old || counts[AVAILABLE] !== available;
    if (moved || counts[FRESH] !== fresh) this.movedAt[0] = now;
    if (moved && !begins) this.happened('got on', available, old);
    else if (this.state === 'rolling' && now >= this.deadline) {
      this.happened('made no progress', DEADLINE_MICROS / 1e6, 0);
    }
    counts[OLD] = old;
    counts[FRESH] = fresh;
    counts[AVAILABLE] = available;
  }
}
