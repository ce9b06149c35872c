import { expect, test } from 'vitest';
import { ERROR, OK, outcomeCode } from '#lib/base/outcomes.ts';
import type { TriedWell } from '#lib/runner/log-protocol.ts';
import { binsOf } from './bins.ts';
import { patterns } from './patterns.ts';
import { talliesOf } from './tallies.ts';

const REFUSED = outcomeCode('fast-failed');

test('rows fall into equal stretches of time, the last moment into the last', () => {
  const atMs = Float64Array.of(0, 49, 50, 99, 100);
  const outcome = Uint8Array.of(OK, ERROR, REFUSED, OK, 255);
  expect(binsOf(atMs, outcome, 100, 2)).toEqual([
    { ok: 1, failed: 1, refused: 0, late: 0, total: 2 },
    { ok: 1, failed: 0, refused: 1, late: 1, total: 3 },
  ]);
  expect(binsOf(Float64Array.of(0), Uint8Array.of(OK), 0, 3)[0].ok).toBe(1);
});

test('sides are compared line by line; outcomes that nobody has are left out', () => {
  const side = (outcome: number[], tries: number[]): TriedWell => ({
    problem: null,
    outcome: Uint8Array.from(outcome),
    tries: Uint16Array.from(tries),
    host: new Int32Array(outcome.length),
    waitedMs: Float64Array.from(tries, (each) => (each > 0 ? 5 : NaN)),
    steps: [],
    inside: [],
  });
  const tallies = talliesOf([side([OK, ERROR], [1, 3]), side([OK, REFUSED], [1, 0])]);
  expect(tallies.map(({ key, values }) => [key, ...values])).toEqual([
    ['reached', 2, 1],
    ['turned-away', 0, 1],
    ['ok', 1, 1],
    ['error', 1, 0],
    ['fast-failed', 0, 1],
    ['tries', 2, 0.5],
    ['waited', 5, 5],
    ['steps', 0, 0],
  ]);
});

test.each(patterns)('the pattern $name is a log in order of time, with columns of one length', ({ log }) => {
  expect(log.atMs.length).toBeGreaterThan(50);
  for (const column of [log.outcome, log.durationMs]) expect(column?.length).toBe(log.atMs.length);
  expect([...log.atMs].every((at, row) => row === 0 || at >= log.atMs[row - 1])).toBe(true);
});
