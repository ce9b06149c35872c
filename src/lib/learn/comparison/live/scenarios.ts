import type { GalleryEntry } from '#lib/gallery/gallery.ts';
import { labelOf } from '#lib/learn/comparison/mechanisms.ts';

/** A gallery scenario in which discovery can be watched. */
export interface LiveScenario {
  readonly entry: GalleryEntry;
  /** What is at work in it, as people call it. */
  readonly labels: readonly string[];
}

/** Those about discovery whose settings do not say so: they have no registry, or one with the course's leases. */
const byName: Readonly<Record<string, string>> = {
  'hard-coded-addresses': 'hard-coded',
  'ghost-instance': 'leased',
  'client-side-discovery': 'leased',
  'server-side-discovery': 'leased',
};

/** In the gallery's order; found by their registries' settings, so that a new one needs no word here. */
export function liveScenarios(entries: Iterable<GalleryEntry>): LiveScenario[] {
  return [...entries].flatMap((entry) => {
    const found = Object.hasOwn(byName, entry.name) ? [byName[entry.name]] : mechanismsOf(entry);
    return found.length === 0 ? [] : [{ entry, labels: [...new Set(found)].map(labelOf) }];
  });
}

function mechanismsOf({ scenario }: GalleryEntry): string[] {
  return scenario.nodes.flatMap(({ kind, config: { mechanism } }) => {
    const isChosen = kind === 'registry' && typeof mechanism === 'object' && mechanism !== null;
    return isChosen && 'is' in mechanism && typeof mechanism.is === 'string' ? [mechanism.is] : [];
  });
}
