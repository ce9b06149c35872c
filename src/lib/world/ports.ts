import type { Variant } from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import { Build } from '#lib/engine/build.ts';
import { ENDPOINT_COUNTS, Endpoints } from '#lib/engine/endpoints.ts';
import { Host } from '#lib/engine/host.ts';
import { Port } from '#lib/engine/port.ts';
import { samplerOf } from '#lib/engine/random/sampler-of.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import { Wire } from '#lib/engine/wire.ts';
import { mechanismAtWork } from '#lib/policies/behaviours.ts';
import { depthOf, furnish } from './furnish.ts';
import type { LaidEdge, LaidHost, LaidNode, Layout } from './layout.ts';
import { lookupOf, lookupsFor } from './registries.ts';

/** One calling instance's end of an edge. */
export interface LaidPort {
  /** Its number: place in `sim.ports`. */
  readonly index: number;
  readonly edge: LaidEdge;
  readonly host: LaidHost;
  /** It leads from a registry back to who announces itself along the edge. */
  readonly reversed: boolean;
}

/**
 * Every port of a world in the order of their numbers: edge by edge, and within an edge caller by caller; then those of the
 * registries.
 */
export function portsOf(layout: Layout): readonly LaidPort[] {
  const forth = layout.edges.flatMap((edge) => {
    return edge.from.hosts.map((host) => ({ edge, host, reversed: false }));
  });
  const back = layout.edges.flatMap((edge) => {
    return edge.chain.announces ? edge.to.hosts.map((host) => ({ edge, host, reversed: true })) : [];
  });
  const ends = [...forth, ...back];
  return ends.map((end, index) => ({ index, ...end }));
}

/** Most layers in any chain or intake. */
export function deepestChain(layout: Layout): number {
  return Math.max(INTAKE_LAYERS, ...layout.edges.map(({ chain }) => depthOf(chain)));
}

/** Makes the wires and ports, without their policies: those may name each other. */
export function makePorts(sim: Simulation, layout: Layout, laid: readonly LaidPort[]): void {
  const wires = layout.edges.map((edge) => wireOf(sim, layout, edge));
  laid.forEach(({ index, edge, host, reversed }) => {
    const callee = reversed ? edge.from : edge.to;
    const endpoints = endpointsOf(sim, callee);
    const lane = sim.lanes.lane(msToMicros(edge.chain.timeoutMs));
    const wire = wires[edge.index];
    sim.ports.push(new Port(index, host.index, wire, callee.index, endpoints, lane, sim, reversed));
  });
}

/** Gives each port its chain, and its way to know where its callee is. */
export function furnishPorts(sim: Simulation, layout: Layout, laid: readonly LaidPort[]): void {
  // By edge and not by port: the largest document has 19,000 ports, and a search for each would take minutes.
  const lookups = new Map(layout.edges.map((edge) => [edge, lookupsFor(layout, edge)]));
  const forth = laid.filter(({ reversed }) => !reversed);
  const firstPorts = new Map(forth.toReversed().map(({ edge, index }) => [edge, index]));
  forth.forEach(({ index, edge, host }) => {
    const port = sim.ports[index];
    if (edge.contract === 'calls') {
      furnish(sim, port, edge.chain, (config) => partOf(sim, layout, edge, host, config));
    }
    const lookup = lookupOf(layout, lookups.get(edge)!, host);
    if (!lookup?.chain.lookup) {
      port.endpoints.set(edge.to.hosts.slice(0, edge.to.instances).map((callee) => callee.index));
      return;
    }
    const through = sim.ports[firstPorts.get(lookup)! + host.instance];
    const mechanism = lookup.to.config.mechanism as Variant;
    const build = partOf(sim, layout, edge, host, mechanism);
    port.registry = through;
    through.datacenter = lookup.chain.lookup.datacenter;
    const { resolver } = mechanismAtWork(mechanism.is);
    port.resolver = resolver(build as never, through, port, lookup.chain.lookup);
    port.watched ||= port.resolver.ended !== undefined;
  });
}

/** What a policy of a port is built with. */
export function partOf<C>(
  sim: Simulation,
  layout: Layout,
  edge: LaidEdge,
  host: LaidHost,
  config: C,
): Build<C> {
  return new Build(sim, config, new Host(sim, host.index), {
    owner: edge.id,
    instance: host.instance,
    instances: edge.from.hosts.map((caller) => caller.label),
    zones: edge.from.hosts.map((caller) => caller.zone),
    seed: layout.scenario.seed,
    epochMicros: msToMicros(layout.scenario.epochMs),
  });
}

function endpointsOf(sim: Simulation, to: LaidNode): Endpoints {
  const { arena } = sim;
  const room = to.hosts.length;
  const views = { hosts: arena.i32(room), listed: arena.i32(room), out: arena.u8(room) };
  const counts = arena.i32(ENDPOINT_COUNTS);
  const endpoints = new Endpoints({ ...views, counts }, to.hosts[0].index, (slot) => to.hosts[slot].label);
  endpoints.addresses = to.hosts.map(({ address }) => address);
  endpoints.zones = to.hosts.map(({ zone }) => zone);
  return endpoints;
}

function wireOf(sim: Simulation, layout: Layout, edge: LaidEdge): Wire {
  const { latency, lossPercent } = edge.chain;
  const stream = (concern: string) => {
    const made = Stream.in(sim.arena);
    made.seed(layout.scenario.seed, `${edge.id}/${concern}`);
    return made;
  };
  const sampler = samplerOf(latency);
  return new Wire(edge.index, sampler, lossPercent / 100, stream('latency'), stream('loss'), sim.levers);
}

/** A node's own limiter and bulkhead. */
const INTAKE_LAYERS = 2;
