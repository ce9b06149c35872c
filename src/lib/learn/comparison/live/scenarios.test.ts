import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { liveScenarios } from './scenarios.ts';

const live = new Map(liveScenarios(gallery.values()).map(({ entry, labels }) => [entry.name, labels]));

test.each([
  ['hard-coded-addresses', ['Hard-coded addresses']],
  ['client-side-discovery', ['Registry with leases']],
  ['dns-rollout', ['DNS']],
  ['eureka-self-preservation', ['Eureka']],
])('%s shows a mechanism live', (name, labels) => {
  expect(live.get(name)).toEqual(labels);
});

test('a scenario of something else is not among them', () => {
  expect(live.has('retry-storm')).toBe(false);
  expect(live.has('reference')).toBe(false);
});
