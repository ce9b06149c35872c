import { expect, test } from 'vitest';
import { replays } from './replay.ts';

/** A failure every so many ms, as a recording of opossum; the states after each. */
function states(config: object, everyMs: number, count: number): unknown[] {
  const events = Array.from({ length: count }, (_, i) => ({ atMs: i * everyMs, outcome: 'failure' }));
  const expected = events.map(({ atMs }, event) => ({ event, atMs }));
  const recording = {
    id: 'x',
    mechanism: 'opossum',
    config: { timeout: false, ...config },
    events,
    expected,
  };
  return replays.opossum(recording).decisions.map(({ state }) => state);
}

test.each(['errorThresholdPercentage', 'resetTimeout', 'rollingCountTimeout', 'rollingCountBuckets'])(
  '%s null is as good as left out',
  (option) => {
    const config = { volumeThreshold: 3 };
    expect(states({ ...config, [option]: null }, 500, 4)).toEqual(states(config, 500, 4));
  },
);

test.each([['rollingCountTimeout'], ['rollingCountBuckets']])('%s 0 means the usual one', (option) => {
  // A window of 10 s holds three of these failures.
  expect(states({ [option]: 0, volumeThreshold: 3 }, 4_000, 3)).toEqual(['closed', 'closed', 'open']);
  expect(states({ [option]: 0, volumeThreshold: 3 }, 6_000, 3)).toEqual(['closed', 'closed', 'closed']);
});

test('a warm-up of 0 ms is over at once', () => {
  expect(states({ allowWarmUp: true, rollingCountTimeout: 0 }, 10, 1)).toEqual(['open']);
  expect(states({ allowWarmUp: true }, 10, 1)).toEqual(['closed']);
});

test('at the moment of a rotation the oldest bucket is gone before a time-out counts', () => {
  // One bucket of 100 ms: the time-out at 100 ms finds no call started and only itself failed.
  const config = { timeout: 100, rollingCountTimeout: 100, rollingCountBuckets: 1, volumeThreshold: 1 };
  const events = [{ atMs: 0, outcome: 'success', durationMs: 500 }];
  const recording = { id: 'x', mechanism: 'opossum', config, events, expected: [{ atMs: 100 }] };
  expect(replays.opossum(recording).decisions).toEqual([{ atMs: 100, state: 'closed' }]);
});
