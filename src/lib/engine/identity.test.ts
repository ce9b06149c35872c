import { expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import { at, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

type Nodes = Record<string, readonly [string, Config]>;
const script = [at(3, 'fail-share', 's', { percent: 30 }), at(5, 'kill-instance', 't', {}, 0)];

const nodes: Nodes = {
  c: ['client', { ratePerSecond: 80 }],
  g: ['gateway', {}],
  s: ['service', { instances: 2, failPercent: 5 }],
  t: ['service', { instances: 2 }],
  r: ['registry', {}],
};
const edges: Record<string, Config> = {
  'c>g': { lossPercent: 1 },
  'g>s': {},
  's>t': {},
  't>r': {},
  's>r': {},
};

/** Every request’s story: when it began and ended, how, and of whom. Hosts by name, for numbers shift. */
function stories(nodes: Nodes, edges: Record<string, Config>): string {
  const watched = new Watched(sketch(nodes, edges, script)).run(10);
  return watched.ends
    .filter(({ source }) => source === 'c')
    .map(({ at, start, outcome, ordinal }) => `${ordinal} ${start} ${at} ${outcome}`)
    .join('\n');
}

test('a node that nobody is connected to changes no request, wherever it is put', () => {
  const before = stories(nodes, edges);
  expect(before.split('\n').length).toBeGreaterThan(700);
  for (const [kind, config] of [
    ['service', { instances: 3 }],
    ['client', { ratePerSecond: 50 }],
    ['registry', {}],
  ] as const) {
    expect(stories({ x: [kind, config], ...nodes }, edges)).toBe(before);
    expect(stories({ ...nodes, x: [kind, config] }, edges)).toBe(before);
  }
});

test('a second client elsewhere changes no request of the first', () => {
  // Another island of the same world, with traffic of its own.
  const island: Nodes = { c2: ['client', { ratePerSecond: 300 }], s2: ['service', { instances: 1 }] };
  expect(stories({ ...island, ...nodes }, { 'c2>s2': {}, ...edges })).toBe(stories(nodes, edges));
});

test('a setting of one edge shifts no arrival at the client', () => {
  const starts = (timeoutMs: number) =>
    new Watched(sketch(nodes, { ...edges, 'g>s': { timeoutMs } }, script))
      .run(10)
      .hops.filter(({ edge, back }) => edge === 'c>g' && !back)
      .map(({ start }) => start);
  expect(starts(20)).toEqual(starts(30_000));
});
