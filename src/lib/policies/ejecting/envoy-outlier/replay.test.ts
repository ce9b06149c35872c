import { expect, test } from 'vitest';
import type { Decision, RecordedEvent } from '#lib/base/recording.ts';
import { replays } from './replay.ts';

const config = { hosts: ['a', 'b'], max_ejection_percent: 100 };

function states(events: readonly RecordedEvent[], expected: readonly Decision[]): unknown[] {
  const recording = { id: 'x', mechanism: 'envoy-outlier', config, events, expected };
  return replays['envoy-outlier'](recording).decisions.map(({ state }) => state);
}

test('a result is told by the state that it led to, whatever else comes at that moment', () => {
  const events = [4, 1].map((count) => ({ atMs: 10, host: 'a', outcome: '500', count }));
  const asked = [
    { event: 0, atMs: 10, host: 'a' },
    { event: 1, atMs: 10 },
    { event: 1, atMs: 10, host: 'b' },
    { atMs: 10, host: 'a' },
  ];
  expect(states(events, asked)).toEqual(['closed', 'open', 'closed', 'open']);
});

test('results may come hours later', () => {
  const hours = 10_800_000;
  const events = [{ atMs: hours, host: 'a', outcome: '500', count: 5 }];
  const asked = [hours - 1, hours, hours + 29_999, hours + 30_000].map((atMs) => ({ atMs, host: 'a' }));
  expect(states(events, asked)).toEqual(['closed', 'open', 'open', 'closed']);
});

test('at one moment the sweep comes before results, and those before a look', () => {
  const events = [0, 30_000].map((atMs) => ({ atMs, host: 'a', outcome: '500', count: 5 }));
  const asked = [29_999, 30_000, 89_999, 90_000].map((atMs) => ({ atMs, host: 'a' }));
  expect(states(events, asked)).toEqual(['open', 'open', 'open', 'closed']);
});
