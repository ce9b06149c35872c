import type { Variant } from '#lib/base/schema.ts';
import type { Group } from '#lib/scenario/document.ts';
import { lineOf } from '#lib/scenario/groups.ts';
import type { LaidEdge, LaidHost, LaidNode, Layout } from './layout.ts';

/** The datacenter that a registry calls its own: as its mechanism says, or the one in which it stands, or 'dc1'. */
export function datacenterOf(layout: Layout, node: LaidNode): string {
  const { datacenter = '' } = node.config.mechanism as Variant & { datacenter?: string };
  return datacenter || (homeOf(layout, node.hosts[0])?.label ?? 'dc1');
}

/**
 * Whether an instance announces itself along an edge of its node. In a datacenter it does so to the registries there; to others only
 * when its node has an edge to none that is there.
 */
export function announces(layout: Layout, edge: LaidEdge, host: LaidHost): boolean {
  if (!edge.chain.announces) return false;
  const home = homeOf(layout, host);
  if (home === null || isIn(layout, edge.to, home)) return true;
  return !registryEdges(layout, edge.from).some(
    (other) => other.chain.announces && isIn(layout, other.to, home),
  );
}

/**
 * Edges along which a caller may ask where this edge's callee is, the best first: to registries at which the callee announces
 * itself, and then to those that can ask such a one. Empty: the caller has the addresses by heart.
 */
export function lookupsFor(layout: Layout, edge: LaidEdge): readonly LaidEdge[] {
  if (edge.contract !== 'calls') return [];
  const announced = registryEdges(layout, edge.to).filter(({ chain }) => chain.announces);
  const known = registryEdges(layout, edge.from).filter(({ chain }) => chain.lookup !== null);
  const knows = (registry: LaidNode) => announced.some(({ to }) => to === registry);
  const canAsk = (registry: LaidNode) => registryEdges(layout, registry).some(({ to }) => knows(to));
  const first = known.filter(({ to }) => knows(to));
  return [...first, ...known.filter((each) => !first.includes(each) && canAsk(each.to))];
}

/** Of edges along which a caller may ask, the one that an instance of it takes: to the registry of its own datacenter, if there is one. */
export function lookupOf(layout: Layout, lookups: readonly LaidEdge[], host: LaidHost): LaidEdge | undefined {
  const home = homeOf(layout, host);
  return lookups.find(({ to }) => home !== null && isIn(layout, to, home)) ?? lookups.at(0);
}

/** The datacenter in which an instance stands; null: in none. */
function homeOf({ scenario: { groups = [] } }: Layout, { place }: LaidHost): Group | null {
  return lineOf(groups, place).find(({ is }) => is === 'datacenter') ?? null;
}

function isIn(layout: Layout, registry: LaidNode, home: Group): boolean {
  return homeOf(layout, registry.hosts[0])?.id === home.id;
}

/** Edges of a node that lead to registries. */
export function registryEdges(layout: Layout, from: LaidNode): readonly LaidEdge[] {
  return layout.edges.filter((edge) => edge.from === from && edge.contract === 'registry');
}
