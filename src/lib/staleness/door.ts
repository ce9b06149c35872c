export { comparedFigures, discoveryFigures, figuresOf } from './figures.ts';
export { disagreements, distributionOf } from './measure.ts';
export { rows } from './rows.ts';
