import { expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { World } from '#lib/world/world.ts';

/** Ten calls a second to a callee that answers well, but only after 600 ms; the connection would wait a second. */
function slow(script: Parameters<typeof sketch>[2] = []) {
  const nodes = {
    c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
    a: ['service', { instances: 1, serviceTime: exactly(0), threads: 100, startSeconds: 0.5 }],
    b: ['service', { instances: 1, serviceTime: exactly(600), threads: 100 }],
  } as const;
  const breaker = { is: 'opossum', timeoutMs: 200, resetTimeoutMs: 1_000, volumeThreshold: 3 };
  return sketch(nodes, { 'c>a': { timeoutMs: 5_000 }, 'a>b': { breaker, timeoutMs: 1_000 } }, script);
}

test('calls that take longer than its timeout end then and open it; the callee works on, and its answers come late', () => {
  const watched = new Watched(slow()).run(10);
  const [first] = watched.steps('a>b/breaker');
  // The third call leaves a at 0.301 s and more than half of those started have failed 200 ms after the second.
  expect(first).toMatchObject({ from: 'closed', to: 'open' });
  expect(first.at).toBeGreaterThan(0.3);
  expect(first.at).toBeLessThan(0.9);
  expect(watched.outcomes.ok).toBeUndefined();
  const { sent, late } = watched.edge('a>b');
  expect(sent).toBeGreaterThan(5);
  expect(sent - late).toBeLessThan(7); // those that are still under way at the end
  const [{ at: end, start }] = watched.ends;
  expect(end - start).toBeCloseTo(0.202, 6);
});

test.each([
  ['around the retries', { is: 'breaker-outside' }, 1],
  ['within them', { is: 'standard' }, 3],
])('%s its timeout ends what is under way, tries and all', (_, order, tries) => {
  const nodes = {
    c: ['client', { ratePerSecond: 1, arrivals: 'constant' }],
    a: ['service', { instances: 1, serviceTime: exactly(0), threads: 100, startSeconds: 0 }],
    b: ['service', { instances: 1, serviceTime: exactly(600), threads: 100 }],
  } as const;
  const breaker = { is: 'opossum', timeoutMs: 200, volumeThreshold: 100 };
  const retry = { is: 'simple', maxAttempts: 3, baseMs: 10, backoff: 'constant', jitter: 'none' };
  const edges = { 'c>a': { timeoutMs: 5_000 }, 'a>b': { breaker, retry, order, timeoutMs: 1_000 } };
  const watched = new Watched(sketch(nodes, edges)).run(1.9);
  expect(watched.edge('a>b').sent).toBe(tries);
  expect(watched.ends).toHaveLength(1);
});

test('the timeouts of a process that died do not come for the calls of the next', () => {
  const script = [at(0.25, 'kill-instance', 'a', {}, 0), at(0.26, 'restart-instance', 'a', {}, 0)];
  const watched = new Watched(slow(script)).run(10);
  const [first] = watched.steps('a>b/breaker');
  expect(first.at).toBeGreaterThan(0.96);
  expect(first).toMatchObject({ from: 'closed', to: 'open' });
});

test('a run that is taken up again with timeouts running goes on as it would have', () => {
  const straight = new World(slow()).sim;
  straight.run(10e6);
  for (const moment of [0.25e6, 0.75e6, 3.3e6]) {
    const first = new World(slow()).sim;
    first.run(moment);
    const second = new World(slow()).sim;
    second.restore(first.save());
    second.run(10e6);
    expect(second.digest.text()).toBe(straight.digest.text());
  }
});
