import { expect, test } from 'vitest';
import { ERROR } from '#lib/base/outcomes.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';

const demo = { failureThreshold: 2, cooldownSeconds: 10 };
const valueOf = (lone: LoneGate, key: string) => lone.gate.explain().find((fact) => fact.key === key)?.value;

/** Opened at 0 s, with a call still on its way. */
function openedWithOneUnderWay() {
  const lone = new LoneGate(create, demo);
  const [late, first, second] = [lone.admit(), lone.admit(), lone.admit()];
  lone.end(first, ERROR);
  lone.end(second, ERROR);
  return { lone, late };
}

test('the wait that it tells counts from the opening, whatever comes home late', () => {
  const { lone, late } = openedWithOneUnderWay();
  lone.wait(8_000_000);
  lone.end(late, ERROR);
  const digest = lone.sim.digest.text();
  expect(valueOf(lone, 'wait')).toBeCloseTo(2, 5);
  expect(lone.sim.digest.text()).toBe(digest);
});

test('each cooldown starts a new count: one failure after it does not open it again, two do', () => {
  const { lone } = openedWithOneUnderWay();
  for (let close = 0; close < 3; close++) {
    expect(lone.admit()).toBe(NONE);
    lone.wait(10_000_000);
    lone.end(lone.admit(), ERROR);
    expect(lone.state).toBe('closed');
    lone.end(lone.admit(), ERROR);
    expect(lone.state).toBe('open');
  }
  expect(valueOf(lone, 'refused')).toBe(3);
});

test('a process that restarts has forgotten its failures and its cooldown', () => {
  const { lone } = openedWithOneUnderWay();
  lone.gate.reset();
  expect(lone.state).toBe('closed');
  lone.end(lone.admit(), ERROR);
  expect(lone.state).toBe('closed');
});
