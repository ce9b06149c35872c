import { Geography, NOWHERE, type Way } from '#lib/engine/geography.ts';
import { samplerOf } from '#lib/engine/random/sampler-of.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import { wayBetween } from '#lib/scenario/distances.ts';
import type { Group, Scenario } from '#lib/scenario/document.ts';
import { liesIn } from '#lib/scenario/groups.ts';
import type { LaidHost, Layout } from './layout.ts';

/** Where the hosts of a layout stand; null when the scenario has no groups, and nothing is to be asked of messages. */
export function geographyOf(sim: Simulation, layout: Layout): Geography | null {
  const { groups = [] } = layout.scenario;
  if (groups.length === 0) return null;
  const placeOf = Int32Array.from(layout.hosts, (host) => placeNumber(groups, host.place));
  const inside = groups.map(({ id }) =>
    groups.flatMap((other, i) => (liesIn(groups, other.id, id) ? [i + 1] : [])),
  );
  return new Geography(sim.arena, { placeOf, within: [[], ...inside], ways: waysOf(sim, layout.scenario) });
}

/** The number of a group's place. */
export function placeNumber(groups: readonly Group[], id: string | null): number {
  return id === null ? NOWHERE : groups.findIndex((group) => group.id === id) + 1;
}

/** Every host that stands in a group, or in one that lies in it, and goes down with it; whoever only asks goes on elsewhere. */
export function hostsIn({ nodes, hosts, scenario }: Layout, id: string): LaidHost[] {
  const { groups = [] } = scenario;
  return hosts.filter(({ node, place }) => {
    return nodes[node].kind.takes !== undefined && place !== null && liesIn(groups, place, id);
  });
}

/** Both ways between two places are one, and draw from one stream; each distance of the document has a stream of its own. */
function waysOf(sim: Simulation, { groups = [], distances = [], seed }: Scenario): readonly (Way | null)[] {
  const said = new Map(
    distances.map((distance) => {
      const stream = Stream.in(sim.arena);
      stream.seed(seed, `${distance.between.toSorted().join('-')}/distance`);
      return [distance, { latency: samplerOf(distance.latency), stream }];
    }),
  );
  const unused = Stream.in(sim.arena);
  const ids = [null, ...groups.map(({ id }) => id)];
  return ids.flatMap((from) =>
    ids.map((to): Way | null => {
      const way = wayBetween(groups, distances, from, to);
      if (way === null) return null;
      // A default distance is constant, and draws nothing.
      return way.said === null ? { latency: samplerOf(way.latency), stream: unused } : said.get(way.said)!;
    }),
  );
}
