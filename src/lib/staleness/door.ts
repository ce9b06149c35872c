export { disagreements, distributionOf } from './measure.ts';
export { rows } from './rows.ts';
