import { expect, test } from 'vitest';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const c = ['client', { ratePerSecond: 400, arrivals: 'constant' }] as const;
const db = ['database', { queryTime: exactly(1) }] as const;
const cache = (hitPercent: number) => ['cache', { hitPercent, commandTime: exactly(0.1) }] as const;

test('its share of hits never reaches the store behind it', () => {
  // Seeds 1 to 20: at least 18 within 3 standard deviations.
  const near = Array.from({ length: 20 }, (_, seed) => {
    const watched = new Watched(sketch({ c, k: cache(90), db }, { 'c>k': {}, 'k>db': {} }, [], seed + 1)).run(
      10,
    );
    return Math.abs(watched.edge('k>db').sent - 400) < 3 * Math.sqrt(4_000 * 0.9 * 0.1);
  });
  expect(near.filter(Boolean).length).toBeGreaterThanOrEqual(18);
});

test('a hit takes the command time alone, a miss the store’s time too', () => {
  const took = (hitPercent: number) => {
    const watched = new Watched(sketch({ c, k: cache(hitPercent), db }, { 'c>k': {}, 'k>db': {} })).run(1);
    return new Set(watched.ends.map(({ at, start }) => Math.round((at - start) * 1e6)));
  };
  expect(took(100)).toEqual(new Set([2_100]));
  expect(took(0)).toEqual(new Set([5_100]));
});

test('with nothing behind it a miss is an answer too', () => {
  const watched = new Watched(sketch({ c, k: cache(50) }, { 'c>k': {} })).run(1);
  expect(watched.outcomes).toEqual({ ok: 399 });
  expect(watched.sim.instances[1].behaviour.face?.()[0].value).toBeGreaterThan(40);
});
