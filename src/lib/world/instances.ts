import type { Variant } from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import { Build, InstanceBuild, type Outlet, type Place, type Tenant } from '#lib/engine/build.ts';
import { Host } from '#lib/engine/host.ts';
import { instanceLife } from '#lib/engine/instance-life.ts';
import { Life, atOnce, rulesOf } from '#lib/engine/life.ts';
import { hashText } from '#lib/engine/random/hash.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import type { Instance, Simulation } from '#lib/engine/simulation.ts';
import { behaviours, type KindBehaviour } from '#lib/kinds/behaviours.ts';
import { mechanismAtWork } from '#lib/policies/behaviours.ts';
import { intakeOf } from './furnish.ts';
import type { LaidHost, LaidNode, Layout } from './layout.ts';
import { partOf, type LaidPort } from './ports.ts';
import { announces, datacenterOf } from './registries.ts';

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
  const mine = (contract: string) => {
    return ports.filter(({ edge, reversed }) => edge.contract === contract && !reversed);
  };
  const portsAt = (found: readonly LaidPort[]) => found.map(({ index }) => sim.ports[index]);
  const probed = portsAt(ports.filter(({ reversed }) => reversed));
  const outlets = mine('calls').map(({ edge, index }): Outlet => {
    return {
      port: sim.ports[index],
      config: edge.config,
      route: edge.route,
      offers: offersOf(sim, layout, edge.to),
    };
  });
  const tenants = tenantsOf(layout, node);
  const isRegistry = node.kind.takes === 'registry';
  const others = isRegistry ? mine('registry') : [];
  const datacenter = isRegistry ? datacenterOf(layout, node) : '';
  const peers = [
    portsAt(others),
    datacenter,
    others.map(({ edge }) => datacenterOf(layout, edge.to)),
  ] as const;
  const size = [layout.nodes.length, sim.ports.length] as const;
  const build = new InstanceBuild(base, outlets, tenants, probed, ...peers, ...size);
  const words = kind.life ?? instanceLife;
  const chart = base.chart({ concern: words.concern, machine: words.machine, rules: rulesOf(words) });
  const life = new Life(chart, host.instance, words, kind.pace?.(node.config as never) ?? atOnce);
  if (host.instance >= node.instances) life.leaveEmpty();
  const behaviour = kind.create(build as never);
  const registrants = mine('registry').flatMap(({ edge, index }) => {
    if (!announces(layout, edge, host)) return [];
    const mechanism = edge.to.config.mechanism as Variant;
    const { registrant } = mechanismAtWork(mechanism.is);
    return registrant?.(partOf(sim, layout, edge, host, mechanism) as never, sim.ports[index]) ?? [];
  });
  const intake = intakeOf(node.config, (config) => new Build(sim, config, new Host(sim, host.index), place));
  const faults = Stream.in(sim.arena);
  faults.seed(seed, `${node.id}/${host.instance}/fail-share`);
  return {
    node: node.index,
    behaviour,
    life,
    station: build.built,
    registrants,
    intake,
    ports: [...portsAt([...mine('calls'), ...mine('registry')]), ...probed],
    faults,
    hash: hashText(`${node.id}/${host.instance}`, 0),
  };
}

/**
 * Numbers of the paths that a node's own edges serve, each once, or those of who stands behind it when it passes on
 * whatever it takes; the root path when it does not route.
 */
function offersOf(sim: Simulation, layout: Layout, node: LaidNode): readonly number[] {
  if (node.kind.passesOn) {
    const behind = layout.edges.find((edge) => edge.from === node && edge.contract === 'calls');
    return behind === undefined ? [0] : offersOf(sim, layout, behind.to);
  }
  const routes = layout.edges.filter((edge) => edge.from === node && edge.route !== '');
  return routes.length === 0 ? [0] : [...new Set(routes.map((edge) => sim.paths.intern(edge.route)))];
}

/** Who announces itself at this node. */
function tenantsOf(layout: Layout, node: LaidNode): readonly Tenant[] {
  return layout.edges.flatMap((edge) => {
    if (edge.to !== node) return [];
    const { from } = edge;
    const hosts = from.hosts.filter((host) => announces(layout, edge, host));
    return hosts.map((host): Tenant => ({ host: host.index, node: from.index, name: host.label }));
  });
}
