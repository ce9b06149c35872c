import type { Scenario } from '#lib/scenario/document.ts';

const found = import.meta.glob<Scenario>('./reference/scenario.json', { eager: true, import: 'default' });

/** The layout that a first visit begins with: apart from the rest of the gallery, so that it need not wait for it. */
export const [reference] = Object.values(found);
