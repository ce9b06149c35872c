import { REACH } from '#lib/engine/levers.ts';
import type { Port } from '#lib/engine/port.ts';
import type { LaidNode } from '#lib/world/layout.ts';
import type { World } from '#lib/world/world.ts';
import { MOST_COPIES, VIEW, VIEW_COLUMNS, type CopyView, type Focus, type RegistryView } from './protocol.ts';

/** So many instances and callers' copies in a world are told of at every look. */
const SMALL = 400;

/**
 * What registries list and what their callers keep. Reads only. A large world has thousands of copies: there only those are told
 * that the focus has to do with.
 */
export function registriesOf(world: World, focus: Focus | null): RegistryView[] {
  const { sim, layout } = world;
  const asking = sim.ports.filter(({ registry }) => registry !== null);
  const isSmall = layout.hosts.length + asking.length <= SMALL;
  return layout.nodes.flatMap((node): RegistryView[] => {
    const { behaviour } = sim.instances[node.hosts[0].index];
    const wanted = isSmall || (focus !== null && concerns(world, node, focus.owner));
    if (behaviour.listings === undefined || !wanted) return [];
    const copies = asking.filter(({ registry }) => registry?.callee === node.index);
    return [{ node: node.index, listings: behaviour.listings(), copies: copiesOf(world, copies) }];
  });
}

/** Adds for each address how many callers would still call it. */
export function countHolders({ sim }: World, hosts: Float64Array): void {
  for (const { host, endpoints, resolver, reversed } of sim.ports) {
    if (reversed || sim.instances[host].life.absent) continue;
    const { listed, listedCount } = endpoints;
    for (let i = 0; i < listedCount; i++) {
      // Who knows addresses by heart means the instance that stands there, be it up or down.
      if (resolver === null && !sim.instances[listed[i]].life.absent) continue;
      hosts[listed[i] * VIEW_COLUMNS + VIEW.holders]++;
    }
  }
}

function concerns({ layout }: World, registry: LaidNode, owner: string): boolean {
  if (registry.id === owner) return true;
  const edge = layout.edges.find(({ id }) => id === owner);
  const ends = edge === undefined ? [owner] : [edge.from.id, edge.to.id];
  return layout.edges.some(({ from, to }) => to === registry && ends.includes(from.id));
}

function copiesOf(world: World, ports: readonly Port[]): CopyView[] {
  const present = ports.filter(({ host }) => !world.sim.instances[host].life.absent);
  const told = present.length <= MOST_COPIES ? present : mostAtOdds(world, present);
  return told.map(({ wire, host, resolver, endpoints }): CopyView => {
    const listed = [...endpoints.listed.subarray(0, endpoints.listedCount)];
    const out = listed.map((each) => endpoints.outOf(endpoints.slotOf(each)));
    return { edge: wire.index, caller: host, age: resolver?.age() ?? null, listed, out };
  });
}

function mostAtOdds({ sim }: World, ports: readonly Port[]): Port[] {
  const ghosts = ({ endpoints: { listed, listedCount } }: Port) => {
    return listed.subarray(0, listedCount).filter((host) => sim.levers.down[host] !== REACH.serves).length;
  };
  return ports.toSorted((a, b) => ghosts(b) - ghosts(a)).slice(0, MOST_COPIES);
}
