import { describe, expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const ms = 1_000;

function backup(config: object): LoneFork {
  return new LoneFork((build) => create(build, null), { ...defaultsOf(policy.fields), ...config });
}
/** Calls one after the other, answered after so many ms each. */
function calls(lone: LoneFork, ...latencies: number[]): void {
  for (const latency of latencies) {
    lone.call();
    lone.wait(latency * ms);
    lone.endLast(OK);
  }
}
/** 80 calls of 1 to 40 ms in the first window of 10 s, and the clock at the look of 12 s. */
function learned(config: object): LoneFork {
  const lone = backup(config);
  calls(lone, ...Array.from({ length: 80 }, (_, i) => 1 + (i % 40)));
  lone.wait(12_000 * ms - lone.sim.now);
  return lone;
}
const afterOf = (lone: LoneFork) => lone.fork.explain().find(({ key }) => key === 'after')?.value;

test('nothing is sent twice before the first look at latencies', () => {
  const lone = backup({ maxExtraLoad: 0.5 });
  calls(lone, 1, 1);
  lone.call();
  lone.wait(2_000 * ms);
  expect(lone.begun).toHaveLength(3);
  expect(afterOf(lone)).toBe('not known yet');
});

test.each([
  [1, 3_001],
  [7, 3_007],
])('while no window is full backups go out after minSendBackupAfter, %i ms', (minSendBackupAfterMs, at) => {
  const lone = backup({ maxExtraLoad: 0.5, minSendBackupAfterMs });
  calls(lone, 20, 20, 20);
  lone.wait(3_000 * ms - lone.sim.now);
  lone.call();
  lone.wait(100 * ms);
  expect(lone.beganMs.slice(3)).toEqual([3_000, at]);
});

test.each([
  [0.5, 20],
  [0.25, 30],
  [0.1, 36],
  [0.05, 38],
])('with maxExtraLoad %d of latencies 1 to 40 ms the backup goes out after %i ms', (maxExtraLoad, after) => {
  const lone = learned({ maxExtraLoad });
  for (let i = 0; i < 20; i++) lone.call(); // deposits
  const before = lone.begun.length;
  lone.call();
  lone.wait(100 * ms);
  expect(afterOf(lone)).toBe(after);
  const own = lone.beganMs.slice(before).map((at) => at - 12_000);
  expect(new Set(own)).toEqual(new Set([0, after]));
});

test('never before minSendBackupAfter', () => {
  const lone = learned({ maxExtraLoad: 0.5, minSendBackupAfterMs: 55 });
  lone.call();
  lone.call();
  lone.wait(100 * ms);
  expect(lone.beganMs.at(-1)).toBe(12_055);
});

test.each([
  [39_000, 20],
  [41_999, 20],
  [42_000, 1],
])('what was learned in the first window: at %i ms backups go out after %i ms', (at, after) => {
  const lone = learned({ maxExtraLoad: 0.5 });
  lone.wait(at * ms - lone.sim.now);
  lone.call();
  expect(afterOf(lone)).toBe(after);
});

test('from a percentile of 2 s on nothing is sent twice', () => {
  const lone = backup({ maxExtraLoad: 0.5 });
  for (let i = 0; i < 10; i++) lone.call();
  const tries = lone.begun.map(({ attempt }) => attempt);
  lone.wait(2_500 * ms);
  for (const attempt of tries) lone.end(attempt, OK);
  lone.wait(12_000 * ms - lone.sim.now);
  lone.call();
  lone.wait(10_000 * ms);
  expect(lone.begun).toHaveLength(11);
});

test('a request that lost to its backup counts with the time it had taken', () => {
  const lone = learned({ maxExtraLoad: 0.5 });
  lone.wait(20_000 * ms - lone.sim.now);
  for (let i = 0; i < 200; i++) {
    lone.call();
    lone.wait(50 * ms); // a backup after 20 ms, where the budget allows
    lone.end(lone.begun[lone.begun.length - 1].attempt, OK);
  }
  lone.wait(51_000 * ms - lone.sim.now);
  lone.call();
  // Of the half with a backup 30 ms and 50 ms each, of the rest 50 ms: of winners alone it were 30.
  expect(afterOf(lone)).toBe(50);
});

test('a request that fails before its backup is due fails at once', () => {
  const lone = learned({ maxExtraLoad: 0.5 });
  lone.call();
  lone.wait(10 * ms);
  lone.endLast(ERROR);
  lone.wait(100 * ms);
  expect(lone.ended.at(-1)).toBe(ERROR);
  expect(lone.begun).toHaveLength(81);
});

describe('of two under way', () => {
  const both = () => {
    const lone = learned({ maxExtraLoad: 0.5 });
    // Two deposits of half a backup; the second call is the one.
    calls(lone, 1);
    lone.call();
    lone.wait(25 * ms);
    return { lone, tries: lone.begun.slice(-2).map(({ attempt }) => attempt), before: 81 };
  };

  test.each([0, 1])('a good answer of number %i wins', (winner) => {
    const { lone, tries, before } = both();
    lone.end(tries[winner], OK);
    expect(lone.ended.slice(before)).toEqual([OK]);
  });

  test.each([
    [0, OK],
    [1, OK],
    [0, ERROR],
  ])('a failure of number %i waits for the other, which decides: %i', (first, outcome) => {
    const { lone, tries, before } = both();
    lone.end(tries[first], ERROR);
    expect(lone.ended).toHaveLength(before);
    lone.end(tries[1 - first], outcome);
    expect(lone.ended.slice(before)).toEqual([outcome]);
  });
});

test('its budget bounds the extra load: of calls that all hang, a share gets a backup', () => {
  const lone = backup({ maxExtraLoad: 0.1 });
  calls(lone, ...Array<number>(100).fill(10));
  lone.wait(12_000 * ms - lone.sim.now);
  const before = lone.begun.length;
  for (let i = 0; i < 100; i++) lone.call();
  lone.wait(100 * ms);
  // The earlier deposits are out of the budget’s 10 s: 100 requests, a tenth of a backup each.
  expect(lone.begun.length - before - 100).toBe(10);
});
