import { describe, expect, test } from 'vitest';
import { ERROR, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import '#lib/policies/all-behaviours.ts';
import { policies } from '#lib/policies/policies.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const bulkhead = (maxConcurrentCalls: number, maxWaitDurationMs = 0) =>
  new TriedGate(create, policy, { maxConcurrentCalls, maxWaitDurationMs });

test('by default 25 calls go and the others are refused at once', () => {
  expect(defaultsOf(policy.fields)).toEqual({ maxConcurrentCalls: 25, maxWaitDurationMs: 0 });
  expect(new TriedGate(create, policy).fates(27)).toBe('g'.repeat(25) + 'rr');
});

test.each([
  [0, 0, 'rrrr'],
  [0, 5, 'wwww'],
  [1, 0, 'grrr'],
  [2, 5, 'ggww'],
  [4, 0, 'gggg'],
])('%i permits and a wait of %i ms: of four calls %s', (permits, waitMs, fates) => {
  expect(bulkhead(permits, waitMs).fates(4)).toBe(fates);
});

describe('those who wait', () => {
  test('are let in first come first served, and a newcomer does not overtake', () => {
    const tried = bulkhead(1, 1_000);
    const [first, second, third] = tried.arrive(3);
    tried.end(ERROR, first);
    const [newcomer] = tried.arrive(1);
    expect(tried.admitted).toEqual([first, second]);
    tried.end(OK, second);
    tried.end(TIMED_OUT, third);
    expect(tried.admitted).toEqual([first, second, third, newcomer]);
    expect(tried.fact('taken')).toBe(1);
  });

  test('are refused when exactly the longest wait is over', () => {
    const tried = bulkhead(1, 5);
    const [, waiting] = tried.arrive(2);
    tried.wait(4.999);
    expect(tried.lone.isWaiting(waiting)).toBe(true);
    tried.wait(0.001);
    expect(tried.ended).toEqual([{ call: waiting, reason: 'bulkhead full' }]);
    expect(tried.fact('waiting')).toBe(0);
    expect(tried.fact('taken')).toBe(1);
  });

  test('are not refused once they were let in', () => {
    const tried = bulkhead(1, 5);
    const [first, waiting] = tried.arrive(2);
    tried.wait(4.999);
    tried.end(OK, first);
    tried.wait(100);
    expect(tried.ended).toEqual([{ call: first, reason: 'ok' }]);
    expect(tried.admitted).toEqual([first, waiting]);
  });
});

test('a restart forgets who was in and who waited', () => {
  const tried = bulkhead(1, 5);
  tried.arrive(3);
  tried.lone.gate.reset();
  expect(tried.fact('taken')).toBe(0);
  expect(tried.fact('waiting')).toBe(0);
});

describe('in a world', () => {
  const held = { ...defaultsOf(policy.fields), is: 'resilience4j-bulkhead', maxConcurrentCalls: 1 };
  const nodes = {
    c: ['client', { ratePerSecond: 100, arrivals: 'constant' }],
    g: ['gateway', {}],
    s: ['service', { instances: 1, serviceTime: exactly(60_000) }],
  } as const;
  const factsOf = (watched: Watched): Record<string, unknown> => {
    const { host } = watched.instance('g');
    const gate = watched.sim.instances[host].ports[0].layers.find(({ title }) => title === 'bulkhead')!.gate!;
    return Object.fromEntries(gate.explain().map(({ key, value }) => [key, value]));
  };

  test('who waits leaves the line when the overall time-out gives the call up', () => {
    const edge = { bulkhead: { ...held, maxWaitDurationMs: 10_000 }, overallTimeoutMs: 500 };
    const watched = new Watched(sketch(nodes, { 'c>g': {}, 'g>s': { ...edge, timeoutMs: 600_000 } })).run(3);
    // One permit, given back every half second by a call that timed out, and half a second's arrivals in line.
    expect(factsOf(watched)).toEqual({ taken: 1, waiting: 49, refused: 0 });
  });

  test('the crash of the caller empties it', () => {
    const edge = { bulkhead: { ...held, maxWaitDurationMs: 600_000 }, timeoutMs: 600_000 };
    const script = [at(2, 'kill-instance', 'g'), at(2.5, 'restart-instance', 'g')];
    const watched = new Watched(sketch(nodes, { 'c>g': { timeoutMs: 600_000 }, 'g>s': edge }, script)).run(2);
    expect(factsOf(watched).waiting).toBeGreaterThan(190);
    watched.run(30);
    expect(factsOf(watched)).toMatchObject({ taken: 1, refused: 0 });
    expect(watched.outcomes.reset).toBeGreaterThan(190);
  });

  test('thousands in line are turned away one after another when a breaker within opens', () => {
    const gobreaker = policies.find(({ policy: name }) => name === 'gobreaker')!;
    const breaker = { is: 'gobreaker', ...defaultsOf(gobreaker.fields), timeoutSeconds: 3_600 };
    const tripped = { ...breaker, readyToTrip: { is: 'consecutive-failures', consecutiveFailures: 0 } };
    const edge = {
      breaker: tripped,
      bulkhead: { ...held, maxWaitDurationMs: 600_000 },
      order: { is: 'gateway' },
      timeoutMs: 15_000,
    };
    const crowd = { ...nodes, c: ['client', { ratePerSecond: 1_000, arrivals: 'constant' }] as const };
    const watched = new Watched(sketch(crowd, { 'c>g': { timeoutMs: 600_000 }, 'g>s': edge })).run(16);
    expect(watched.outcomes['fast-failed']).toBeGreaterThan(14_900);
  });
});
