import { BACKWARD } from '#lib/base/hop.ts';
import { outcomes, type Outcome } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import type { Sink } from '#lib/engine/sink.ts';
import '#lib/policies/all-behaviours.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import { World } from './world.ts';

/** A request that ended. Times in seconds; `source` is a host's label. */
export interface SeenEnd {
  readonly at: number;
  readonly start: number;
  readonly outcome: Outcome;
  readonly source: string;
  readonly ordinal: number;
}
/** A message. `back` when it went from the edge's callee to its caller. */
export interface SeenHop {
  readonly edge: string;
  readonly start: number;
  readonly end: number;
  readonly shape: number;
  readonly back: boolean;
}
/** A step of a chart, its rule as the sentence with its evidence. */
export interface SeenStep {
  readonly at: number;
  readonly chart: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** A world of which all that happens is written down by name: for tests that tell a story of it. */
export class Watched {
  readonly world: World;
  readonly #raw = { ends: [] as number[][], hops: [] as number[][], steps: [] as number[][] };

  constructor(scenario: Scenario) {
    const { ends, hops, steps } = this.#raw;
    const sink: Sink = {
      wantsHops: true,
      hop: (...each) => hops.push(each),
      ended: (...each) => ends.push(each),
      transition: (...each) => steps.push(each),
    };
    this.world = new World(scenario, sink);
  }

  get sim(): Simulation {
    return this.world.sim;
  }

  /** Runs every event before a time. */
  run(seconds: number): this {
    this.sim.run(sToMicros(seconds));
    return this;
  }

  get ends(): SeenEnd[] {
    return this.#raw.ends.map(([at, start, outcome, source, ordinal]) => ({
      at: at / 1e6,
      start: start / 1e6,
      outcome: outcomes[outcome].outcome,
      source: this.world.plan.hosts[source].label,
      ordinal,
    }));
  }

  get hops(): SeenHop[] {
    return this.#raw.hops.map(([edge, start, end, shape]) => ({
      edge: this.world.plan.edges[edge].id,
      start: start / 1e6,
      end: end / 1e6,
      shape: shape % BACKWARD,
      back: shape >= BACKWARD,
    }));
  }

  /** Steps of the charts whose id begins so: 's/life', 'g>s/breaker', … */
  steps(chart: string): SeenStep[] {
    return this.#raw.steps
      .map(([at, index, subject, from, to, , rule, a, b]) => {
        const { id, states, rules, subjects } = this.world.plan.charts[index];
        const why = rules[rule].replace('{a}', String(a)).replace('{b}', String(b));
        const names = { subject: subjects[subject], from: states[from], to: states[to] };
        return { at: at / 1e6, chart: id, ...names, why };
      })
      .filter((step) => step.chart.startsWith(chart));
  }

  /** How many requests ended so, by outcome; outcomes that did not occur are left out. */
  get outcomes(): Partial<Record<Outcome, number>> {
    const counted: Partial<Record<Outcome, number>> = {};
    for (const { outcome } of this.ends) counted[outcome] = (counted[outcome] ?? 0) + 1;
    return counted;
  }

  /** Requests sent along an edge so far, requests its chain refused, and answers that came too late. */
  edge(id: string): { sent: number; refused: number; late: number } {
    const { index } = this.world.layout.edges.find((edge) => edge.id === id)!;
    const { sent, refused, late } = this.sim.counters;
    return { sent: sent[index], refused: refused[index], late: late[index] };
  }

  /** Requests that reached an instance's process, and those that reached its address while none was there. */
  instance(label: string): { host: number; ghostCalls: number; busy: number; queued: number } {
    const { index } = this.world.layout.hosts.find((host) => host.label === label)!;
    const { station } = this.sim.instances[index];
    const ghostCalls = this.sim.counters.ghostCalls[index];
    return { host: index, ghostCalls, busy: station?.busy ?? 0, queued: station?.queued ?? 0 };
  }
}
