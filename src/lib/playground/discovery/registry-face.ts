import type { RegistryFace } from '#lib/kinds/views.ts';
import type { Record as RunRecord } from '#lib/playground/record/record.ts';
import { VIEW, VIEW_COLUMNS, type View } from '#lib/runner/protocol.ts';
import { leaversAt } from './registry-rows.ts';

/** What a registry's card shows; in a world so large that only the focused registry is told of, nothing. */
export function registryFace(
  record: RunRecord,
  view: View,
  node: number,
  micros: number,
): Omit<RegistryFace, 'mechanism'> {
  const registry = view.registries.find((each) => each.node === node);
  if (registry === undefined) return { listed: null, ghosts: 0, dropped: [], departed: [] };
  const listed = registry.listings.filter((listing) => listing.listed);
  const ghosts = listed.filter(({ host }) => view.hosts[host * VIEW_COLUMNS + VIEW.down] !== 0);
  return { listed: listed.length, ghosts: ghosts.length, ...leaversAt(record, registry, micros) };
}
