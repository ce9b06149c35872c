import { expect, test } from 'vitest';
import { describe, hasErrors } from '#lib/base/messages.ts';
import type { Config } from '#lib/base/schema.ts';
import '#lib/policies/all-behaviours.ts';
import { house } from '#lib/scenario/house.ts';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { readScenario } from '#lib/scenario/validate.ts';
import { World } from '#lib/world/world.ts';

const nodes = { c: ['client', {}], s: ['service', { serviceTime: exactly(1) }] } as const;
const scenario = (edge: Config) => sketch(nodes, { 'c>s': edge });
const warnings = (edge: Config) => {
  const drawn = scenario(edge);
  const document = { ...drawn, edges: drawn.edges.map((each) => ({ ...each, id: 'e1' })) };
  const { problems } = readScenario(document, house);
  expect(hasErrors(problems)).toBe(false);
  return problems.map((problem) => `${problem.at.split('/').slice(-2).join('/')}: ${describe(problem).says}`);
};
const outlier = (config: Config) => ({ ejection: { is: 'envoy-outlier', ...config } });
const counting = (config: Config) => ({ breaker: { is: 'cockatiel', breaker: { is: 'count', ...config } } });

test.each([
  [
    outlier({ maxEjectionTimeSeconds: 10 }),
    'ejection/maxEjectionTimeSeconds: 10 s is below “base_ejection_time”, 30 s: the product refuses that.',
  ],
  [
    counting({ size: 20, minimumNumberOfCalls: 21 }),
    'breaker/minimumNumberOfCalls: 21 calls is above “Size”, 20: the product refuses that.',
  ],
])('of %j one is warned, and it runs', (edge, warning) => {
  expect(warnings(edge)).toEqual([warning]);
  expect(new World(scenario(edge)).run(1e6)).toBe(true);
});

test.each([
  outlier({}),
  outlier({ maxEjectionTimeSeconds: 30 }),
  // Not given, the longest time is that of the base where that is more: as in Envoy.
  outlier({ baseEjectionTimeSeconds: 400 }),
  counting({ size: 20, minimumNumberOfCalls: 20 }),
  counting({ size: 20 }),
])('of %j nobody is warned', (edge) => {
  expect(warnings(edge)).toEqual([]);
});
