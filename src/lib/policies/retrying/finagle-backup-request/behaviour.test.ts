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
/** 100 calls of 1 to 40 ms, a few of them twice, and the clock at 3 s. */
function learned(config: object): LoneFork {
  const lone = backup(config);
  calls(lone, ...Array.from({ length: 80 }, (_, i) => 1 + (i % 40)));
  lone.wait(3_000 * ms - lone.sim.now);
  return lone;
}
const afterOf = (lone: LoneFork) => lone.fork.explain().find(({ key }) => key === 'after')?.value;

test('nothing is sent twice before latencies are known', () => {
  const lone = backup({ maxExtraLoad: 0.5 });
  lone.call();
  lone.wait(2_000 * ms);
  expect(lone.begun).toHaveLength(1);
  expect(afterOf(lone)).toBe('not known yet');
});

test.each([
  [0.5, 20],
  [0.25, 30],
  [0.1, 36],
  [0.05, 38],
])('with maxExtraLoad %d of latencies 1 to 40 ms the backup goes out after %i ms', (maxExtraLoad, after) => {
  const lone = learned({ maxExtraLoad });
  const before = lone.begun.length;
  lone.call();
  lone.wait(100 * ms);
  expect(afterOf(lone)).toBe(after);
  expect(lone.beganMs.slice(before).map((at) => at - 3_000)).toEqual([0, after]);
});

test('never before minSendBackupAfter', () => {
  const lone = learned({ maxExtraLoad: 0.5, minSendBackupAfterMs: 55 });
  lone.call();
  lone.wait(100 * ms);
  expect(lone.beganMs.at(-1)).toBe(3_055);
});

test('what was learned is forgotten after 15 s', () => {
  const lone = learned({ maxExtraLoad: 0.5 });
  lone.wait(14_999 * ms);
  calls(lone, 0);
  expect(afterOf(lone)).toBe(20);
  lone.wait(3_001 * ms);
  const other = learned({ maxExtraLoad: 0.5 });
  other.wait(18_000 * ms);
  other.call();
  expect(afterOf(other)).toBe('not known yet');
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
    lone.call();
    lone.wait(25 * ms);
    return { lone, tries: lone.begun.slice(-2).map(({ attempt }) => attempt), before: 80 };
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
  lone.wait(3_000 * ms - lone.sim.now);
  const before = lone.begun.length;
  for (let i = 0; i < 100; i++) lone.call();
  lone.wait(100 * ms);
  const backups = lone.begun.length - before - 100;
  // 200 requests deposited a tenth of a backup each.
  expect(backups).toBe(20);
});
