import { describe, expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import type { Action } from '#lib/scenario/document.ts';
import { VIEW, VIEW_COLUMNS, type View } from './protocol.ts';
import { Run } from './run.ts';

const nodes = {
  c: ['client', { ratePerSecond: 100, arrivals: 'constant' }],
  r: [
    'registry',
    { operationTime: exactly(0), mechanism: { is: 'leased', watch: false, refreshSeconds: 20 } },
  ],
  s: ['service', { instances: 2, serviceTime: exactly(1), startSeconds: 2 }],
} as const;

/** The plan and the view of a small estate at a second. */
function seen(
  seconds: number,
  script: readonly Action[],
  edges: object = { 'c>s': {}, 'c>r': {}, 's>r': {} },
) {
  const run = new Run(sketch(nodes, edges as never, script), () => 0);
  const micros = seconds * 1e6;
  const look = { type: 'look', run: 1, playheadMicros: micros, headMicros: micros } as const;
  const { view } = run.look({ ...look, hopsFromMicros: micros, focus: null, digest: false }, 1e9);
  const at = (label: string, column: number) => {
    const host = run.plan.hosts.findIndex((each) => each.label === label);
    return (view as View).hosts[host * VIEW_COLUMNS + column];
  };
  const named = (hosts: readonly number[]) => hosts.map((host) => run.plan.hosts[host].label);
  return { plan: run.plan, view: view as View, at, named };
}

describe('a registry opened', () => {
  test('tells what it lists, and what its callers hold', () => {
    const { view, named } = seen(10, []);
    const [{ listings, copies }] = view.registries;
    expect(named(listings.filter(({ listed }) => listed).map(({ host }) => host))).toEqual(['s-1', 's-2']);
    expect(copies.map(({ caller, listed, out }) => [named([caller]), named(listed), out])).toEqual([
      [['c'], ['s-1', 's-2'], [0, 0]],
    ]);
    expect(copies[0].age).toBeGreaterThan(5);
  });

  test('has dropped what a copy still lists', () => {
    // Its lease ends between 40 and 51 s; the copies are of 0, 20 and 40 s.
    const { view, named, at: cell } = seen(55, [at(20.5, 'kill-instance', 's', {}, 1)]);
    const [{ listings, copies }] = view.registries;
    expect(named(listings.filter(({ listed }) => listed).map(({ host }) => host))).toEqual(['s-1']);
    expect(named(copies[0].listed)).toEqual(['s-1', 's-2']);
    expect(cell('s-2', VIEW.holders)).toBe(1);
  });
});

describe('calls to a ghost', () => {
  test('are counted from the first to the last of an absence, and in all', () => {
    const script = [
      at(20, 'kill-instance', 's', {}, 1),
      at(22, 'restart-instance', 's', {}, 1),
      at(30, 'kill-instance', 's', {}, 1),
    ];
    const first = seen(26, script).at;
    expect(first('s-2', VIEW.absenceCalls)).toBe(first('s-2', VIEW.ghostCalls));
    const again = seen(32, script).at;
    // 50 a second for two seconds, as in the four before.
    expect(again('s-2', VIEW.absenceCalls)).toBeGreaterThan(95);
    expect(again('s-2', VIEW.absenceCalls)).toBeLessThan(105);
    expect(again('s-2', VIEW.ghostCalls)).toBe(
      first('s-2', VIEW.ghostCalls) + again('s-2', VIEW.absenceCalls),
    );
    expect(again('s-2', VIEW.firstGhostCall)).toBeGreaterThanOrEqual(30e6);
    expect(again('s-2', VIEW.lastGhostCall)).toBeGreaterThan(31.9e6);
  });
});

test('who knows an address by heart holds it when its instance has moved away', () => {
  const script = [at(20, 'replace-instance', 's', {}, 1)];
  const moved = seen(30, script, { 'c>s': {} });
  expect(moved.view.registries.map(({ copies }) => copies)).toEqual([[]]);
  expect(moved.at('s-2', VIEW.holders)).toBe(1);
  expect(moved.at('s-1', VIEW.holders)).toBe(0);
});
