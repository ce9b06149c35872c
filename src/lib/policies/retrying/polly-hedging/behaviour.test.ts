import { expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, outcomeCode, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const ms = 1_000;
const after = (DelayMs: number) => ({ Delay: { is: 'after', DelayMs } });

function hedge(config: object): LoneFork {
  return new LoneFork((build) => create(build, null), { ...defaultsOf(policy.fields), ...config });
}

test.each([
  [{}, [0, 2_000]],
  [{ MaxHedgedAttempts: 3, ...after(100) }, [0, 100, 200, 300]],
  [{ MaxHedgedAttempts: 3, ...after(0) }, [0, 0, 0, 0]],
  [{ MaxHedgedAttempts: 3, Delay: { is: 'infinite' } }, [0]],
])('%j without an answer sends tries at %j ms', (config, at) => {
  const lone = hedge(config);
  lone.call();
  lone.wait(60_000 * ms);
  expect(lone.beganMs).toEqual(at);
});

test.each([
  [after(100), [0, 30, 130, 230]],
  [{ Delay: { is: 'infinite' } }, [0, 30]],
])('with %j a handled failure starts the next at once', (delay, at) => {
  const lone = hedge({ MaxHedgedAttempts: 3, ...delay });
  lone.call();
  lone.wait(30 * ms);
  lone.endLast(ERROR);
  lone.wait(1_000 * ms);
  expect(lone.beganMs).toEqual(at);
});

test('when all have failed the call ends as its first try did, whichever ended last', () => {
  const lone = hedge({ MaxHedgedAttempts: 2, ...after(0) });
  lone.call();
  lone.wait(1);
  const [first, second, third] = lone.begun.map(({ attempt }) => attempt);
  lone.end(second, ERROR);
  lone.end(first, TIMED_OUT);
  lone.end(third, ERROR);
  expect(lone.ended).toEqual([TIMED_OUT]);
});

test('the first good answer wins', () => {
  const lone = hedge({ ...after(100) });
  lone.call();
  lone.wait(150 * ms);
  lone.end(lone.begun[0].attempt, OK);
  expect(lone.ended).toEqual([OK]);
});

test('an outcome that is not handled is accepted at once', () => {
  const lone = hedge({ ...after(100), ShouldHandle: [{ on: 'TimeoutRejectedException' }] });
  lone.call();
  lone.wait(150 * ms);
  lone.end(lone.begun[1].attempt, ERROR);
  expect(lone.ended).toEqual([ERROR]);
  const other = hedge({});
  other.call();
  other.endLast(CANCELLED);
  expect(other.ended).toEqual([CANCELLED]);
});

test.each(['fast-failed', 'rate-limited', 'no-instance'] as const)('%s is handled by default', (outcome) => {
  expect(hedge({}).waitsMs(outcomeCode(outcome))).toEqual([0]);
});
