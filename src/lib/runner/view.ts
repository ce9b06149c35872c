import { deployment } from '#lib/engine/fleet-story.ts';
import type { Port } from '#lib/engine/port.ts';
import type { World } from '#lib/world/world.ts';
import { VIEW, VIEW_COLUMNS, type FactGroup, type Focus, type View } from './protocol.ts';
import { countHolders, registriesOf } from './registry-view.ts';

/** The world as it stands, for the page. Reads only. */
export function viewOf(world: World, atMicros: number, focus: Focus | null, digest: boolean): View {
  const { sim, layout } = world;
  const hosts = new Float64Array(sim.instances.length * VIEW_COLUMNS);
  sim.instances.forEach(({ station, node }, host) => {
    const row = host * VIEW_COLUMNS;
    hosts[row + VIEW.busy] = station?.busy ?? 0;
    hosts[row + VIEW.slots] = station?.slots ?? 0;
    hosts[row + VIEW.queued] = station?.queued ?? 0;
    hosts[row + VIEW.queueLimit] = station?.queueLimit ?? 0;
    hosts[row + VIEW.down] = sim.levers.down[host];
    hosts[row + VIEW.ghostCalls] = sim.counters.ghostCalls[host];
    hosts[row + VIEW.absenceCalls] = sim.counters.absenceCalls[host];
    hosts[row + VIEW.firstGhostCall] = sim.counters.firstGhostCall[host];
    hosts[row + VIEW.lastGhostCall] = sim.counters.lastGhostCall[host];
    hosts[row + VIEW.version] = sim.fleets[node]?.versionOf(host) ?? 1;
  });
  countHolders(world, hosts);
  return {
    atMicros,
    hosts,
    modes: Uint8Array.from(sim.charts.flatMap((chart) => [...chart.mode])),
    faces: layout.nodes.map((node) => [
      ...(sim.instances[node.hosts[0].index].behaviour.face?.() ?? []),
      ...(sim.fleets[node.index]?.face() ?? []),
    ]),
    facts: focus === null ? [] : [...nodeFacts(world, focus.owner), ...edgeFacts(world, focus.owner)],
    registries: registriesOf(world, focus),
    digest: digest ? sim.digest.text() : null,
  };
}

function nodeFacts({ sim, layout }: World, id: string): FactGroup[] {
  const node = layout.nodes.find((each) => each.id === id);
  const fleet = node && sim.fleets[node.index];
  const kept = fleet ? [{ title: deployment.concern, facts: fleet.explain() }] : [];
  const instances = (node?.hosts ?? []).flatMap(({ index, label }) => {
    const { behaviour, intake, life } = sim.instances[index];
    if (life.absent) return [];
    const facts = behaviour.explain?.() ?? [];
    const own = facts.length === 0 ? [] : [{ title: label, facts }];
    return [
      ...own,
      ...intake.map(({ title, gate }) => ({ title: `${title} of ${label}`, facts: gate.explain() })),
    ];
  });
  return [...kept, ...instances];
}

/** Each caller's own breaker, balancer and copy of the endpoints. */
function edgeFacts({ sim, layout }: World, id: string): FactGroup[] {
  const edge = layout.edges.find((each) => each.id === id);
  const isHere = ({ wire, host }: Port) => wire.index === edge?.index && !sim.instances[host].life.absent;
  const ports = sim.ports.filter(isHere);
  return ports.flatMap((port) => {
    const caller = ports.length === 1 ? '' : ` of ${layout.hosts[port.host].label}`;
    return port.parts.map(([title, part]) => ({ title: title + caller, facts: part.explain() }));
  });
}
