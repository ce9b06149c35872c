import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Recording } from '#lib/base/recording.ts';
import { replays } from '#lib/policies/replays.ts';

/**
 * The course's rule, and the breakers that the course warns of, as tables of arrivals and decisions in the form of the
 * products' recordings: see `base/recording.ts`. Where a difference from the course's own breaker is the point, the same
 * arrivals stand there for that one too.
 */
type Case = Recording & { readonly title: string };

const ruled = read('course-breaker.json').map((each): Case => ({ ...each, mechanism: 'course' }));
const variants = read('course-variants.json');

const cases: readonly Case[] = [...ruled, ...variants];

test.each(cases)('$id: $title', (recording) => {
  expect(replays[recording.mechanism](recording).decisions).toEqual(recording.expected);
});

test('the arrivals that the variants share with the course’s breaker are the same, call for call', () => {
  const shared = variants.filter(({ mechanism }) => mechanism === 'course').map(({ events }) => events);
  const naiveOnes = variants.filter(({ mechanism }) => mechanism === 'naive').map(({ events }) => events);
  expect(shared.length).toBe(2);
  for (const events of shared) expect(naiveOnes).toContainEqual(events);
});

function read(file: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as readonly Case[];
}
