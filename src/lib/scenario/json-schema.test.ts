import { expect, test } from 'vitest';
import { completeDefaults } from '#lib/base/schema-read.ts';
import '#lib/policies/all-behaviours.ts';
import { scenarioSchema } from './json-schema.ts';
import { house } from './house.ts';
import { toys } from './toys.ts';

const schema = JSON.parse(JSON.stringify(scenarioSchema(toys)));

test('every kind and every fault has its definition, and every reference leads to one', () => {
  const names = [
    'node-client',
    'node-service',
    'node-balancer',
    'node-registry',
    'action-kill',
    'action-fail',
    'action-slow',
    'action-cut',
  ];
  expect(Object.keys(schema.$defs)).toEqual(names);
  const references = [...schema.properties.nodes.items.oneOf, ...schema.properties.script.items.oneOf];
  expect(references.map(({ $ref }) => $ref)).toEqual(names.map((name) => `#/$defs/${name}`));
});

test('settings carry range, default and unit, and none is required', () => {
  const { config } = schema.$defs['node-service'].properties;
  expect(config.required).toBeUndefined();
  expect(config.properties.instances).toEqual({
    title: 'instances',
    description: 'In instances. Default: test.',
    type: 'integer',
    minimum: 1,
    maximum: 20,
    default: 2,
  });
  const defaults = Object.entries<{ default: unknown }>(config.properties).map(([key, of]) => [
    key,
    of.default,
  ]);
  expect(Object.fromEntries(defaults)).toEqual(completeDefaults(toys.kinds.get('service')!.fields));
});

test("a variant needs its name unless it is the default's", () => {
  const { work } = schema.$defs['node-service'].properties.config.properties;
  const names = work.oneOf.map((option: { properties: { is: unknown }; required?: string[] }) => [
    option.properties.is,
    option.required ?? [],
  ]);
  expect(names).toEqual([
    [{ const: 'constant' }, ['is']],
    [{ const: 'exponential' }, ['is']],
    [{ const: 'lognormal' }, []],
    [{ const: 'pareto' }, ['is']],
    [{ const: 'bimodal' }, ['is']],
  ]);
});

test('an option that many edges offer is written once and referred to', () => {
  const whole = scenarioSchema(house) as { $defs: Record<string, unknown> };
  const text = JSON.stringify(whole);
  const references = [...text.matchAll(/"#\/\$defs\/([\w-]+)"/g)].map(([, name]) => name);
  expect(new Set(references)).toEqual(new Set(Object.keys(whole.$defs)));
  expect(references.filter((name) => name === 'option-resilience4j').length).toBeGreaterThan(2);
  expect(text.length).toBeLessThan(600_000);
});
