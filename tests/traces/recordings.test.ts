import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Unsupported, type Recording } from '#lib/base/recording.ts';
import { replays } from '#lib/policies/replays.ts';
import { replayOf } from '#cli/replay/recordings.ts';

/** What real products decided, case by case, through the same comparison as `halfopen replay --check`. */
const recordings = ['breakers.json', 'gateways.json', 'haproxy-more.json'].flatMap(
  (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as readonly Recording[],
);

test('all recordings are here', () => {
  expect(recordings.length).toBe(83);
});

test.each(recordings)('$mechanism $id', (recording) => {
  expect(replayOf(recording)).toMatchObject({ ok: true, mismatches: [] });
  expect((recording.expected ?? recording.arrivals ?? []).length).toBeGreaterThan(0);
});

/** The first recording of each mechanism. */
const firsts = [...new Set(recordings.map(({ mechanism }) => mechanism))].map((name) =>
  recordings.find(({ mechanism }) => mechanism === name)!,
);

test.each(firsts)('$mechanism is unsupported with an option that nobody knows', (recording) => {
  const changed = { ...recording, config: { ...recording.config, fallback: true } };
  expect(replayOf(changed)).toMatchObject({
    ok: false,
    unsupported: expect.stringContaining('fallback') as string,
  });
});

test('a recording with times that the engine cannot hold is unsupported', () => {
  const hours = { healthSnapshotIntervalMs: 7_200_000, rollingWindowMs: 7_200_000 };
  const recording = {
    id: 'x',
    mechanism: 'hystrix',
    config: hours,
    events: [{ atMs: 0, outcome: 'success' }],
  };
  expect(replayOf(recording)).toMatchObject({ ok: false, unsupported: expect.any(String) as string });
});

/** Those whose events are calls at one gate. */
const gates = firsts.filter(({ mechanism, expected }) => {
  return (
    expected !== undefined && !['envoy-outlier', 'grpc-retry-throttle', 'r4j-ratelimiter'].includes(mechanism)
  );
});

describe.each(gates)('a recording of $mechanism', (recording) => {
  test.each([
    ['an outcome', { outcome: 'teapot' }],
    ['a command', { op: 'dance' }],
    ['a field', { outcome: 'success', weather: 'fine' }],
    ['no outcome', {}],
  ])('with %s that nobody knows is unsupported', (_, event) => {
    const changed = { ...recording, events: [{ atMs: 1, ...event }] };
    expect(() => replays[recording.mechanism](changed)).toThrow(Unsupported);
  });
});

test.each(firsts)('$mechanism: a recording that says something else is found to differ', (recording) => {
  const lie = { state: 'perhaps', permitted: 'perhaps', status: -1, upstream: 'nowhere' };
  const near = (recording.check as { nearBoundary?: number[] } | undefined)?.nearBoundary ?? [];
  const changed = (told: readonly object[] = []) =>
    told.map((each, index) => (near.includes(index) ? each : { ...each, ...lie }));
  const lied =
    recording.expected === undefined
      ? { ...recording, observed: changed(recording.observed as readonly object[]) }
      : { ...recording, expected: changed(recording.expected) };
  expect(replayOf(lied as Recording).mismatches.length).toBeGreaterThan(0);
});
