import { expect, test } from 'vitest';
import type { Decision, Recording } from '#lib/base/recording.ts';
import { replays } from '#lib/policies/replays.ts';
import recordings from './gateways.json' with { type: 'json' };

/** Recorded with nginx 1.22.1 (one worker) and HAProxy 2.6.12 (one thread) on loopback. */
const MECHANISMS = ['nginx-upstream', 'haproxy-backend'];
const recorded = (recordings as readonly object[] as readonly Recording[]).filter(({ mechanism }) =>
  MECHANISMS.includes(mechanism),
);
/** Delays hold the proxy, the loopback and what the machine did meanwhile. */
const DELAY_MS = 25;

test('there are recordings of both', () => {
  expect(recorded.filter(({ mechanism }) => mechanism === MECHANISMS[0]).length).toBe(8);
  expect(recorded.filter(({ mechanism }) => mechanism === MECHANISMS[1]).length).toBe(11);
});

test.each(recorded)('$id', (recording) => {
  const { decisions, mismatches = [] } = replays[recording.mechanism](recording);
  const wrong = decisions.flatMap((decision, index) => {
    const differing = Object.entries(decision).filter(([key, value]) =>
      differs(recording, index, key, value),
    );
    const expected: Decision = recording.observed![index];
    return differing.map(([key, actual]) => ({ index, key, expected: expected[key], actual }));
  });
  expect(decisions.length).toBe(recording.observed!.length);
  expect(wrong).toEqual([]);
  expect(mismatches).toEqual([]);
});

function differs({ observed }: Recording, index: number, key: string, value: unknown): boolean {
  const expected = observed![index][key];
  if (key !== 'delayMs') return value !== expected;
  return Math.abs((value as number) - (expected as number)) > DELAY_MS;
}
