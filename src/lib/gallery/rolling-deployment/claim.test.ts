import { describe, expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { Watched } from '#lib/world/watched.ts';

const ORDERS = 'n4';
const PRICES = 'n5';
const START_UP = 4;

const watched = new Watched(gallery.get('rolling-deployment')!.scenario).run(90);
const rollout = (node: string, from: number, to: number) =>
  watched.steps(`${node}/deployment`).filter(({ at }) => at >= from && at < to);
const times = (node: string, state: string, from: number, to: number) =>
  watched.steps(`${node}/life`).flatMap((step) => {
    return step.to === state && step.at >= from && step.at < to ? [step.at - from] : [];
  });

/** Instances that exist, and that serve and were not asked to stop, after each step of a life. */
function counts(node: string, from: number, to: number): { most: number; least: number } {
  const { hosts } = watched.world.layout.nodes.find(({ id }) => id === node)!;
  const exist = new Map(hosts.slice(0, 4).map(({ label }) => [label, 'up']));
  let most = 0;
  let least = Infinity;
  for (const { at, subject, to: state } of watched.steps(`${node}/life`)) {
    exist.set(subject, state);
    if (at < from || at >= to) continue;
    const states = [...exist.values()];
    const up = states.filter((each) => each === 'up').length;
    most = Math.max(most, up + states.filter((each) => each === 'starting').length);
    least = Math.min(least, up);
  }
  return { most, least };
}

describe.each([
  // A quarter of four: one beyond, one missing.
  ['Orders, by default', ORDERS, 15, { most: 5, least: 3 }, [0, 0, START_UP, START_UP], 2 * START_UP],
  ['Prices, by default', PRICES, 15, { most: 5, least: 3 }, [0, 0, START_UP, START_UP], 2 * START_UP],
  ['two may be missing', ORDERS, 45, { most: 4, least: 2 }, [0, 0, START_UP, START_UP], 2 * START_UP],
  ['four beyond', PRICES, 65, { most: 8, least: 4 }, [0, 0, 0, 0], START_UP],
] as const)('%s', (_, node, from, bounds, created, took) => {
  test('the fenceposts hold, and are used', () => {
    expect(counts(node, from, from + 20)).toEqual(bounds);
  });

  test('new ones come as soon as there is room, and it is over when the last of them serves', () => {
    expect(times(node, 'starting', from, from + 20)).toEqual([...created]);
    const steps = rollout(node, from, from + 20);
    expect(steps[0]).toMatchObject({ at: from, to: 'rolling' });
    expect(steps.at(-1)).toMatchObject({ at: from + took, to: 'idle' });
  });
});

test('after the first rollout no instance is where it was', () => {
  const addresses = (since: number) =>
    watched.steps(`${ORDERS}/life`).filter(({ at, to }) => at <= since && to === 'absent');
  expect(
    addresses(30)
      .map(({ subject }) => subject)
      .sort(),
  ).toEqual([1, 2, 3, 4].map((i) => `Orders-${i}`));
});

test('who goes on serving for 2 s loses no request; who closes at once loses some, at its stops only', () => {
  const lost = watched.ends.filter(({ outcome }) => outcome !== 'ok');
  const ghosts = (name: string) =>
    Array.from({ length: 8 }, (_, i) => watched.instance(`${name}-${i + 1}`).ghostCalls).reduce(
      (a, b) => a + b,
    );
  expect(ghosts('Orders')).toBe(0);
  expect(ghosts('Prices')).toBe(lost.length);
  expect(lost.length).toBeGreaterThanOrEqual(4);
  expect(lost.length).toBeLessThan(40);
  const stops = watched.steps(`${PRICES}/life`).filter(({ to }) => to === 'stopping');
  for (const { start } of lost) {
    expect(stops.some(({ at }) => start > at - 0.1 && start < at + 0.1)).toBe(true);
  }
});
