import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { Watched } from '#lib/world/watched.ts';

const RATE = 100;
const BURST = 200;
const ASKED = 300;
const SECONDS = 30;

const watched = new Watched(gallery.get('nginx-burst')!.scenario).run(SECONDS);
const endsOf = (source: string) => watched.ends.filter((end) => end.source === source);
const passed = (source: string, from: number, until: number) =>
  endsOf(source).filter(({ start, outcome }) => outcome === 'ok' && start >= from && start < until).length;

test('the greedy client is let in as long as the burst lasts, to the second', () => {
  const firstRefused = endsOf('Greedy').filter(({ outcome }) => outcome === 'rate-limited')[0];
  // The excess grows by 200 a second.
  const lasts = BURST / (ASKED - RATE);
  expect(firstRefused.start).toBeGreaterThanOrEqual(lasts);
  expect(firstRefused.start).toBeLessThan(lasts + 0.02);
});

test('then it gets the rate, second by second, and is refused the rest at once', () => {
  for (let second = 2; second < SECONDS - 1; second++) {
    expect(passed('Greedy', second, second + 1)).toBeGreaterThanOrEqual(RATE - 1);
    expect(passed('Greedy', second, second + 1)).toBeLessThanOrEqual(RATE + 1);
  }
  for (const { at, start, outcome } of endsOf('Greedy')) {
    if (outcome === 'rate-limited') expect(at - start).toBeLessThan(0.005);
  }
});

test('in all, never more than the burst above the rate', () => {
  expect(passed('Greedy', 0, SECONDS)).toBeLessThanOrEqual(BURST + 1 + RATE * SECONDS);
  expect(passed('Greedy', 0, SECONDS)).toBeGreaterThan(BURST + RATE * (SECONDS - 1));
});

test('the polite client has a bucket of its own and is never refused', () => {
  expect(endsOf('Polite').length).toBeGreaterThan(50 * (SECONDS - 1));
  expect(new Set(endsOf('Polite').map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
});
