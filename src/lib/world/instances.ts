import { msToMicros, sToMicros } from '#lib/base/time.ts';
import { Build, InstanceBuild, type Outlet, type Place, type Tenant } from '#lib/engine/build.ts';
import { Host } from '#lib/engine/host.ts';
import { instanceLife } from '#lib/engine/instance-life.ts';
import { Life, atOnce, rulesOf } from '#lib/engine/life.ts';
import { hashText } from '#lib/engine/random/hash.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import type { Instance, Simulation } from '#lib/engine/simulation.ts';
import { behaviours, type KindBehaviour } from '#lib/kinds/behaviours.ts';
import { create as createHeartbeat } from '#lib/policies/discovering/heartbeat/behaviour.ts';
import { intakeOf } from './furnish.ts';
import type { LaidHost, LaidNode, Layout } from './layout.ts';
import { partOf, type LaidPort } from './ports.ts';

/** Puts at each address what its kind says stands there. */
export function makeInstances(sim: Simulation, layout: Layout, laid: readonly LaidPort[]): void {
  const portsOfHost = new Map<LaidHost, LaidPort[]>(layout.hosts.map((host) => [host, []]));
  for (const port of laid) portsOfHost.get(port.host)!.push(port);
  for (const host of layout.hosts) {
    const node = layout.nodes[host.node];
    const kind = behaviours.get(node.kind.kind);
    if (kind === undefined) throw new Error(`kind ${node.kind.kind} has no behaviour`);
    sim.instances.push(instanceAt(sim, layout, portsOfHost.get(host)!, node, host, kind));
  }
}

function instanceAt(
  sim: Simulation,
  layout: Layout,
  ports: readonly LaidPort[],
  node: LaidNode,
  host: LaidHost,
  kind: KindBehaviour,
): Instance {
  const { seed, epochMs } = layout.scenario;
  const place: Place = {
    owner: node.id,
    instance: host.instance,
    instances: node.hosts.map((each) => each.label),
    seed,
    epochMicros: msToMicros(epochMs),
  };
  const base = new Build(sim, node.config, new Host(sim, host.index), place);
  const mine = (contract: string) => ports.filter(({ edge }) => edge.contract === contract);
  const outlets = mine('calls').map(({ edge, index }): Outlet => {
    return {
      port: sim.ports[index],
      config: edge.config,
      route: edge.route,
      offers: offersOf(sim, layout, edge.to),
    };
  });
  const tenants = tenantsOf(layout, node);
  const build = new InstanceBuild(base, outlets, tenants, layout.nodes.length, sim.ports.length);
  const words = kind.life ?? instanceLife;
  const chart = base.chart({ concern: words.concern, machine: words.machine, rules: rulesOf(words) });
  const life = new Life(chart, host.instance, words, kind.pace?.(node.config as never) ?? atOnce);
  if (host.instance >= node.instances) life.leaveEmpty();
  const behaviour = kind.create(build as never);
  const registrants = mine('registry').flatMap(({ edge, index }) => {
    const { registration } = edge.chain;
    return registration === null
      ? []
      : [createHeartbeat(partOf(sim, layout, edge, host, registration), sim.ports[index])];
  });
  const intake = intakeOf(node.config, (config) => new Build(sim, config, new Host(sim, host.index), place));
  const faults = new Stream(sim.arena.i32(4));
  faults.seed(seed, `${node.id}/${host.instance}/fail-share`);
  return {
    node: node.index,
    behaviour,
    life,
    station: build.built,
    registrants,
    intake,
    ports: [...mine('calls'), ...mine('registry')].map(({ index }) => sim.ports[index]),
    faults,
    hash: hashText(`${node.id}/${host.instance}`, 0),
  };
}

/** Numbers of the paths that a node's own edges serve, each once; the root path when it does not route. */
function offersOf(sim: Simulation, layout: Layout, node: LaidNode): readonly number[] {
  const routes = layout.edges.filter((edge) => edge.from === node && edge.route !== '');
  return routes.length === 0 ? [0] : [...new Set(routes.map((edge) => sim.paths.intern(edge.route)))];
}

/** Who announces itself at this node. */
function tenantsOf(layout: Layout, node: LaidNode): readonly Tenant[] {
  return layout.edges.flatMap(({ from, to, chain: { registration } }) => {
    if (to !== node || registration === null) return [];
    const heartbeatMicros = sToMicros(registration.heartbeatSeconds);
    return from.hosts.map((host): Tenant => {
      return { host: host.index, node: from.index, name: host.label, heartbeatMicros };
    });
  });
}
