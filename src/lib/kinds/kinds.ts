import type { KindDefinition } from './definition.ts';

const found = import.meta.glob<KindDefinition>('./*/kind.ts', { eager: true, import: 'kind' });

/** Every kind of node in the house by name, in palette order. */
export const kinds: ReadonlyMap<string, KindDefinition> = new Map(
  Object.values(found)
    .sort((a, b) => a.order - b.order)
    .map((kind) => [kind.kind, kind]),
);
