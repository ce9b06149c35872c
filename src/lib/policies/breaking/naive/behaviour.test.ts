import { expect, test } from 'vitest';
import { ERROR } from '#lib/base/outcomes.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';

const demo = { failureThreshold: 2, cooldownSeconds: 10, successThreshold: 1 };
const valueOf = (lone: LoneGate, key: string) => lone.gate.explain().find((fact) => fact.key === key)?.value;

/** Opened at 0 s by two failures, with a third call still on its way. */
function openedWithOneUnderWay() {
  const lone = new LoneGate(create, demo);
  const [late, first, second] = [lone.admit(), lone.admit(), lone.admit()];
  lone.end(first, ERROR);
  lone.end(second, ERROR);
  return { lone, late };
}

test('the wait that it tells counts from the latest failure, and telling it moves nothing', () => {
  const { lone, late } = openedWithOneUnderWay();
  lone.wait(8_000_000);
  expect(valueOf(lone, 'wait')).toBeCloseTo(2, 5);
  lone.end(late, ERROR);
  const digest = lone.sim.digest.text();
  expect(valueOf(lone, 'wait')).toBe(10);
  expect(valueOf(lone, 'wait')).toBe(10);
  expect(lone.state).toBe('open');
  expect(lone.sim.digest.text()).toBe(digest);
});

test('while half-open it tells how many it has let down, counted anew each time', () => {
  const { lone } = openedWithOneUnderWay();
  for (const callers of [3, 7]) {
    lone.wait(10_000_000);
    const calls = Array.from({ length: callers }, () => lone.admit());
    expect(lone.state).toBe('half-open');
    expect(valueOf(lone, 'letDown')).toBe(callers);
    for (const call of calls) lone.end(call, ERROR);
  }
});

test('a process that restarts has forgotten its failures and its cooldown', () => {
  const { lone } = openedWithOneUnderWay();
  lone.gate.reset();
  expect(lone.state).toBe('closed');
  expect(lone.gate.explain().map(({ key, value }) => [key, value])).toEqual([
    ['failures', 0],
    ['refused', 0],
  ]);
  lone.end(lone.admit(), ERROR);
  expect(lone.state).toBe('closed');
});
