import type { DiscoveryFigures } from '#lib/metrics/discovery-figures.ts';
import figures from './measured.json';

/** What `halfopen compare` printed; a test holds it to what the engine does today. */
export const measured: DiscoveryFigures = figures;
