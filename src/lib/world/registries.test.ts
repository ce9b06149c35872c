import { expect, test } from 'vitest';
import { at, exactly, sketch, standing } from '#lib/scenario/sketch.ts';
import { Watched } from './watched.ts';

const registry = ['registry', { operationTime: exactly(0) }] as const;
const nodes = {
  c: ['service', { instances: 2, serviceTime: exactly(1) }],
  s: ['service', { instances: 4, serviceTime: exactly(1) }],
  e: registry,
  w: registry,
} as const;
const edges = { 'c>s': {}, 'c>e': {}, 'c>w': {}, 's>e': {}, 's>w': {} };
const places = { east: ['datacenter'], west: ['datacenter'], zone: ['zone', 'east'] } as const;

function servicesAt(watched: Watched, chart: string): string[] {
  const names = watched.steps(chart).map(({ subject }) => subject);
  return names.filter((name) => name.startsWith('s')).sort();
}

test('an instance announces itself in its own datacenter, and a caller asks there', () => {
  const scenario = standing(sketch(nodes, edges), places, {
    c: ['east', 'west'],
    s: ['zone', 'west'],
    e: ['east'],
    w: ['west'],
  });
  const watched = new Watched(scenario).run(30);
  const announced = (chart: string) => servicesAt(watched, chart);
  expect(announced('e/lease')).toEqual(['s-1', 's-3']);
  expect(announced('w/lease')).toEqual(['s-2', 's-4']);
  const asks = watched.sim.ports.flatMap(({ registry: way }) =>
    way ? [watched.world.layout.hosts[way.endpoints.first].label] : [],
  );
  // Two instances of c, and two spare addresses of each node’s.
  expect(asks.slice(0, 2)).toEqual(['e', 'w']);
});

test('where its datacenter has no registry that its node knows, it announces itself to those of others', () => {
  const scenario = standing(sketch(nodes, { 'c>s': {}, 'c>e': {}, 's>e': {} }), places, {
    c: ['west'],
    s: ['east', 'west'],
    e: ['east'],
    w: ['west'],
  });
  const watched = new Watched(scenario).run(30);
  expect(servicesAt(watched, 'e/lease')).toEqual(['s-1', 's-2', 's-3', 's-4']);
});

test('a power cut takes the registry of the place as well, and it comes back', () => {
  const script = [at(10, 'group-death', 'east'), at(20, 'group-back', 'east')];
  const scenario = standing(sketch(nodes, edges, script), places, { e: ['east'], s: ['west'] });
  const watched = new Watched(scenario).run(30);
  expect(watched.steps('e/mode').map((step) => [step.at, step.to])).toEqual([
    [10, 'down'],
    [20, 'serving'],
  ]);
});
