import { expect, test } from 'vitest';
import { OK, outcomeCode } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const bulkhead = (limit: number, queue: number) => new TriedGate(create, policy, { limit, queue });

test('its defaults are Polly’s: 1,000 permits, and no queue as with cockatiel', () => {
  expect(defaultsOf(policy.fields)).toEqual({ limit: 1_000, queue: 0 });
});

test.each([
  [2, 0, 'ggrr'],
  [2, 3, 'ggwwwrr'],
  [1, 1, 'gwr'],
])('limit %i, queue %i: runs, waits, refused: %s', (limit, queue, fates) => {
  expect(bulkhead(limit, queue).fates(fates.length)).toBe(fates);
});

test('a call waits for as long as it takes', () => {
  const tried = bulkhead(1, 1);
  const [first, second] = tried.arrive(2);
  tried.wait(3_600_000);
  expect(tried.lone.isWaiting(second)).toBe(true);
  tried.end(OK, first);
  expect(tried.admitted).toEqual([first, second]);
});

test('whoever waits longest is next, however the others ended, and the queue has room again', () => {
  const tried = bulkhead(2, 2);
  const [a, b, c, d] = tried.arrive(4);
  tried.end(outcomeCode('timed-out'), b);
  tried.end(OK, a);
  expect(tried.admitted).toEqual([a, b, c, d]);
  expect(tried.fates(3)).toBe('wwr');
});

test('calls that end at once are passed on one after another, without a stack of them', () => {
  const tried = bulkhead(1, 20_000);
  const [first] = tried.arrive(20_001);
  tried.lone.onAdmitted = (call) => tried.lone.end(call, OK);
  tried.end(OK, first);
  expect([tried.fact('taken'), tried.fact('waiting')]).toEqual([0, 0]);
});

test('a restart forgets all', () => {
  const tried = bulkhead(1, 1);
  tried.arrive(2);
  tried.lone.gate.reset();
  expect(tried.fates(3)).toBe('gwr');
});
