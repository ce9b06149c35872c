import type { FaultDefinition } from './definition.ts';

const found = import.meta.glob<FaultDefinition>('./*/fault.ts', { eager: true, import: 'fault' });

/** Every fault in the house by name, in palette order. */
export const faults: ReadonlyMap<string, FaultDefinition> = new Map(
  Object.values(found)
    .sort((a, b) => a.order - b.order)
    .map((fault) => [fault.fault, fault]),
);
