import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Decision, Recording } from '#lib/base/recording.ts';
import { replays } from '#lib/policies/replays.ts';

/**
 * Decisions of nginx 1.22.1 and HAProxy 2.6.12 on loopback, and of Resilience4j under a simulated clock, on the same arrivals.
 * Delays include the proxy's own time and the machine's noise: they agree within 25 ms, all else exactly.
 */
const MECHANISMS = ['nginx-limit-req', 'nginx-limit-conn', 'haproxy-stick-table', 'r4j-ratelimiter'];
const NOISE_MS = 25;

const recorded = [...read('gateways.json'), ...read('breakers.json')].filter(({ mechanism }) =>
  MECHANISMS.includes(mechanism),
);

test('there are recordings of each mechanism', () => {
  expect(recorded.length).toBe(7);
  for (const mechanism of MECHANISMS) expect(recorded.map((each) => each.mechanism)).toContain(mechanism);
});

test.each(recorded)('$id', (recording) => {
  const { decisions } = replays[recording.mechanism](recording);
  const { expected } = recording;
  const observed = recording.observed as readonly Decision[];
  if (expected !== undefined) {
    expect(decisions).toEqual(expected);
    return;
  }
  expect(decisions.length).toBe(recording.arrivals!.length);
  const near = (recording.check as { nearBoundary?: number[] } | undefined)?.nearBoundary ?? [];
  const told = decisions.map((decision, index) => compared(decision, observed[index]));
  const seen = decisions.map((decision, index) => told[index] && onlyKeys(observed[index], decision));
  const outside = <T>(list: readonly T[]) => list.filter((_, index) => !near.includes(index));
  expect(outside(told)).toEqual(outside(seen));
  expect(new Set(decisions.map(({ status }) => status)).size).toBe(2);
});

/** The decision, its delay replaced by the one seen where they agree. */
function compared(decision: Decision, seen: Decision): Decision {
  const agree = Math.abs(Number(decision.delayMs) - Number(seen.delayMs)) <= NOISE_MS;
  return agree ? { ...decision, delayMs: seen.delayMs } : decision;
}

function onlyKeys(seen: Decision, decision: Decision): Decision {
  return Object.fromEntries(Object.keys(decision).map((name) => [name, seen[name]]));
}

function read(file: string): readonly Recording[] {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as readonly Recording[];
}
