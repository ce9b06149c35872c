import { describe, expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { Watched } from '#lib/world/watched.ts';

const watched = new Watched(gallery.get('adaptive-concurrency')!.scenario).run(60);

/** What became of the requests that began within so many seconds. */
function became(lane: number, fromS: number, toS: number) {
  const ends = watched.ends.filter(
    ({ source, start }) => source === `Shoppers ${lane}` && start >= fromS && start < toS,
  );
  const ok = ends.filter(({ outcome }) => outcome === 'ok');
  return {
    okPerSecond: ok.length / (toS - fromS),
    meanMs: (ok.reduce((sum, { at, start }) => sum + at - start, 0) / ok.length) * 1e3,
    timedOut: ends.filter(({ outcome }) => outcome === 'timed-out').length / ends.length,
    refused: ends.filter(({ outcome }) => outcome === 'queue-full').length / ends.length,
  };
}

test('before the trouble all three answer in about 20 ms', () => {
  for (const lane of [1, 2, 3]) expect(became(lane, 2, 10).meanMs).toBeLessThan(22);
});

describe('while it is slow', () => {
  test('without a limit nearly all answers come too late', () => {
    const { okPerSecond, timedOut, meanMs } = became(1, 12, 25);
    expect(timedOut).toBeGreaterThan(0.85);
    expect(okPerSecond).toBeLessThan(50);
    expect(meanMs).toBeGreaterThan(1_000);
  });

  test.each([
    ['Vegas', 2],
    ['Envoy', 3],
  ])('%s serves nearly the 200 a second that can be, soon, and refuses the others', (_name, lane) => {
    const { okPerSecond, timedOut, refused, meanMs } = became(lane, 12, 25);
    expect(okPerSecond).toBeGreaterThan(180);
    expect(okPerSecond).toBeLessThan(201);
    expect(timedOut).toBe(0);
    expect(refused).toBeGreaterThan(0.3);
    expect(meanMs).toBeLessThan(100);
  });
});

test('after it the unlimited one is still answering those who have left; the others are well at once', () => {
  expect(became(1, 25, 27).okPerSecond).toBe(0);
  for (const lane of [2, 3]) {
    const { okPerSecond, meanMs } = became(lane, 25, 27);
    expect(okPerSecond).toBeGreaterThan(270);
    expect(meanMs).toBeLessThan(25);
  }
});

test('without trouble Vegas turns away one in twelve, Envoy hardly any', () => {
  expect(became(2, 33, 60).refused).toBeGreaterThan(0.06);
  expect(became(2, 33, 60).refused).toBeLessThan(0.1);
  expect(became(3, 33, 60).refused).toBeLessThan(0.02);
});
