// The engine as a library: what the theory, swarm and bench tests run from one bundle, at full speed.
import '#lib/policies/all-behaviours.ts';
export * as models from './bench/models.ts';
export { gallery } from '#lib/gallery/gallery.ts';
export { defaultsOf } from '#lib/base/schema.ts';
export { hasErrors } from '#lib/base/messages.ts';
export { ROLE, STAGE } from '#lib/engine/frames.ts';
export { contractBetween, edgeFields } from '#lib/scenario/definitions.ts';
export { readScenario } from '#lib/scenario/validate.ts';
export { emptyScenario } from '#lib/scenario/document.ts';
export { house } from '#lib/scenario/house.ts';
export { decodeLink, encodeLink } from '#lib/share/codec.ts';
export * as staleness from '#lib/staleness/door.ts';
export { World } from '#lib/world/world.ts';
export { Histogram } from '#lib/metrics/histogram.ts';
