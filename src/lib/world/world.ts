import { NONE } from '#lib/engine/frames.ts';
import { EngineLimit } from '#lib/engine/limit.ts';
import type { Deed } from '#lib/engine/script.ts';
import { Simulation } from '#lib/engine/simulation.ts';
import { silent, type Sink } from '#lib/engine/sink.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Action, Scenario } from '#lib/scenario/document.ts';
import { house } from '#lib/scenario/house.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { deedsOf } from './deeds.ts';
import { makeFleets } from './fleets.ts';
import { geographyOf } from './geography.ts';
import { makeInstances } from './instances.ts';
import { layOut, type Layout } from './layout.ts';
import { deepestChain, furnishPorts, makePorts, portsOf } from './ports.ts';

/** A scenario turned into something that runs: a pure function of the scenario, whoever runs it. */
export class World {
  readonly sim: Simulation;
  readonly layout: Layout;
  readonly plan: Plan;

  /** @throws ProblemError when the scenario is not valid */
  constructor(
    scenario: Scenario,
    sink: Sink = silent,
    private readonly definitions: Definitions = house,
  ) {
    this.layout = layOut(scenario, definitions);
    const { nodes, hosts, edges } = this.layout;
    const size = { nodes: nodes.length, hosts: hosts.length, edges: edges.length };
    this.sim = new Simulation({ ...size, layers: deepestChain(this.layout) }, sink);
    this.sim.geography = geographyOf(this.sim, this.layout);
    const laid = portsOf(this.layout);
    makePorts(this.sim, this.layout, laid);
    furnishPorts(this.sim, this.layout, laid);
    makeInstances(this.sim, this.layout, laid);
    makeFleets(this.sim, this.layout);
    this.plan = planOf(this.layout, this.sim);
    this.sim.script.set(this.deedsOf(scenario.script));
    this.sim.begin();
  }

  /**
   * Runs every event before `untilMicros`, at most `budget` of them. True when all are done.
   * @throws EngineLimit naming the node on which most of the work in flight lies
   */
  run(untilMicros: number, budget?: number): boolean {
    try {
      return this.sim.run(untilMicros, budget);
    } catch (error) {
      if (!(error instanceof EngineLimit)) throw error;
      throw new EngineLimit(error.code, { ...error.params, node: this.busiest() });
    }
  }

  /** A script as deeds of this world. @throws ProblemError for an action that makes no sense */
  deedsOf(script: readonly Action[]): Deed[] {
    return deedsOf(script, this.layout, this.definitions);
  }

  private busiest(): string {
    const { frames } = this.sim;
    const visits = this.layout.nodes.map(() => 0);
    for (const f of frames.inUse()) {
      if (frames.callee[f] !== NONE) visits[this.layout.hosts[frames.callee[f]].node]++;
    }
    return this.layout.nodes[visits.indexOf(Math.max(...visits))].label;
  }
}

function planOf(layout: Layout, sim: Simulation): Plan {
  return {
    nodes: layout.nodes.map(({ id, label, kind, hosts }) => {
      return { id, label, kind: kind.kind, firstHost: hosts[0].index, hosts: hosts.length };
    }),
    hosts: layout.hosts.map(({ node, label, address }) => ({ node, label, address })),
    edges: layout.edges.map(({ id, from, to, contract, route }) => {
      return { id, from: from.index, to: to.index, contract, path: route };
    }),
    charts: sim.charts.map(({ options, table, mode }) => {
      const { id, owner, concern, rules, subjects } = options;
      const { machine, states, events, initial } = table;
      const chart = { id, machine, owner, concern, states, events, rules, subjects, initial };
      return mode.every((state) => state === initial) ? chart : { ...chart, starts: [...mode] };
    }),
  };
}
