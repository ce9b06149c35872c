import { expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const pool = (coreThreadPoolSize: number, maxThreadPoolSize: number, queueCapacity: number) =>
  new TriedGate(create, policy, { coreThreadPoolSize, maxThreadPoolSize, queueCapacity });

test('its defaults are those of Resilience4j on four processors', () => {
  expect(defaultsOf(policy.fields)).toEqual({
    coreThreadPoolSize: 3,
    maxThreadPoolSize: 4,
    queueCapacity: 100,
    keepAliveDurationMs: 20,
  });
  expect(new TriedGate(create, policy).fates(106)).toBe('ggg' + 'w'.repeat(100) + 'grr');
});

test.each([
  [2, 4, 3, 'ggwwwggrr'],
  [2, 2, 3, 'ggwwwrr'],
  [1, 3, 0, 'gggrr'],
  // More core threads than the most counts as so many.
  [3, 1, 1, 'gggwr'],
])(
  'core %i, most %i, queue %i: core threads, the queue, more threads, refused: %s',
  (core, most, queue, fates) => {
    expect(pool(core, most, queue).fates(fates.length)).toBe(fates);
  },
);

test('a thread that is done takes the call that has queued longest', () => {
  const tried = pool(1, 2, 2);
  const [first, second, third, beyond] = tried.arrive(4);
  expect(tried.admitted).toEqual([first, beyond]);
  tried.end(OK, beyond);
  tried.end(OK, first);
  expect(tried.admitted).toEqual([first, beyond, second, third]);
  expect(tried.fact('busy')).toBe(2);
});

test('core threads are started though others are idle, and kept', () => {
  const tried = pool(2, 2, 5);
  tried.end(OK, ...tried.arrive(1));
  expect(tried.fact('idle')).toBe(1);
  tried.end(OK, ...tried.arrive(1));
  expect(tried.fact('idle')).toBe(2);
  tried.wait(60_000);
  expect(tried.fact('idle')).toBe(2);
  expect(tried.fates(3)).toBe('ggw');
});

test('without a queue a call is handed to an idle thread, or a new one, or refused', () => {
  const tried = pool(1, 2, 0);
  const [first] = tried.arrive(2);
  expect(tried.fates(1)).toBe('r');
  tried.end(OK, first);
  expect(tried.fates(2)).toBe('gr');
});

test('threads beyond the core ones end after exactly the keep-alive time', () => {
  const tried = pool(1, 3, 0);
  tried.end(OK, ...tried.arrive(3));
  expect(tried.fact('idle')).toBe(3);
  tried.wait(19.999);
  expect(tried.fact('idle')).toBe(3);
  tried.wait(0.001);
  expect(tried.fact('idle')).toBe(1);
});

test.each([
  ['the one idle longest, where there is a queue', 1, ['ggw', 30]],
  ['the one idle last, by hand-off', 0, ['gg', 20]],
])('the next call is taken by %s', (_who, queueCapacity, [, endsAt]) => {
  const tried = pool(1, 2, queueCapacity);
  const calls = tried.arrive(2 + queueCapacity);
  const [first, second] = [calls[0], calls[calls.length - 1]];
  // With a queue the call between the two is taken over by the first to be done, and ends at once.
  tried.end(OK, first);
  if (queueCapacity > 0) tried.end(OK, calls[1]);
  tried.wait(10);
  tried.end(OK, second);
  tried.wait(5);
  tried.arrive(1); // at 15 ms: threads are idle since 0 and 10 ms
  expect(tried.fact('idle')).toBe(1);
  tried.wait(Number(endsAt) - 15 - 0.001);
  expect(tried.fact('idle')).toBe(1);
  tried.wait(0.001);
  expect(tried.fact('idle')).toBe(0);
});

test('a restart begins with no threads', () => {
  const tried = pool(1, 2, 1);
  tried.end(OK, ...tried.arrive(1));
  tried.arrive(3);
  tried.lone.gate.reset();
  expect(['busy', 'idle', 'queued'].map((key) => tried.fact(key))).toEqual([0, 0, 0]);
  tried.wait(100);
  expect(tried.fates(4)).toBe('gwgr');
});
