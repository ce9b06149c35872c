import type { Variant } from '#lib/base/schema.ts';
import type { LaidEdge, LaidNode, Layout } from './layout.ts';

/** The datacenter that a registry calls its own: as its mechanism says, or 'dc1'. */
export function datacenterOf(node: LaidNode): string {
  const { datacenter = '' } = node.config.mechanism as Variant & { datacenter?: string };
  return datacenter || 'dc1';
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

/** Edges of a node that lead to registries. */
export function registryEdges(layout: Layout, from: LaidNode): readonly LaidEdge[] {
  return layout.edges.filter((edge) => edge.from === from && edge.contract === 'registry');
}
