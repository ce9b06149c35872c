import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Unsupported, type Recording } from '#lib/base/recording.ts';
import { replays } from '#lib/policies/replays.ts';

/** Mechanisms of policies that have not landed: to be struck out as they do. */
const NOT_YET: readonly string[] = [];

type Case = Recording & { readonly title: string };
const file = new URL('breakers.json', import.meta.url);
const recordings = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];
const landed = recordings.filter(({ mechanism }) => mechanism in replays);

test('every recorded mechanism is known, or said to be missing', () => {
  const unknown = recordings.filter(({ mechanism }) => !(mechanism in replays));
  expect(unknown.filter(({ mechanism }) => !NOT_YET.includes(mechanism))).toEqual([]);
});

test.each(landed)('$id: $title', (recording) => {
  expect(recording.expected?.length).toBeGreaterThan(0);
  expect(replays[recording.mechanism](recording).decisions).toEqual(recording.expected);
});

/** The breakers' own mechanisms, each with the first of its recordings. */
const breakers = [
  ...['r4j-count', 'r4j-time', 'gobreaker', 'polly-v8', 'hystrix', 'opossum'],
  ...['consecutive', 'cockatiel-count', 'cockatiel-sampling'],
].map((name) => recordings.find(({ mechanism }) => mechanism === name)!);

describe.each(breakers)('a recording of $mechanism', (recording) => {
  const replayed = (changed: Partial<Recording>) => () =>
    replays[recording.mechanism]({ ...recording, ...changed });

  test('with an option that nobody knows is unsupported', () => {
    expect(replayed({ config: { ...recording.config, fallback: true } })).toThrow(Unsupported);
  });

  test.each([
    ['an outcome', { outcome: 'teapot' }],
    ['a command', { op: 'dance' }],
    ['a field', { outcome: 'success', weather: 'fine' }],
    ['no outcome', {}],
  ])('with %s that nobody knows is unsupported', (_, event) => {
    expect(replayed({ events: [{ atMs: 1, ...event }] })).toThrow(Unsupported);
  });
});
