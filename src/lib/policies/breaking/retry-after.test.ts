import { expect, test } from 'vitest';
import { ERROR } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { breakers } from '#lib/policies/behaviours.ts';
import { policies } from '#lib/policies/policies.ts';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const SECOND = 1_000_000;

/** Opened at 0.25 s for 10 s. */
function opened(policy: string) {
  const { fields } = policies.find((each) => each.family === 'breaking' && each.policy === policy)!;
  const cooldown = 'cooldownSeconds' in fields ? { cooldownSeconds: 10 } : {};
  const lone = new LoneGate(breakers.get(policy)!, {
    ...defaultsOf(fields),
    failureThreshold: 1,
    ...cooldown,
  });
  let told: number | undefined;
  lone.onEnded = (call) => (told = lone.sim.frames.result[call]);
  lone.wait(SECOND / 4);
  lone.end(lone.admit(), ERROR);
  return {
    lone,
    told: () => {
      expect(lone.admit()).toBe(NONE);
      return told;
    },
  };
}

test.each([
  ['course', 9_800],
  ['naive', 9_800],
  ['flapping', 9_800],
  ['stuck-open', NONE], // it never closes
])('an open %s breaker tells the caller to come back in %i ms', (policy, ms) => {
  const { lone, told } = opened(policy);
  lone.wait(SECOND / 5);
  expect(told()).toBe(ms);
  lone.wait(1);
  expect(told()).toBe(ms); // rounded up
  const says = lone.gate.explain().find(({ key }) => key === 'says')?.value;
  expect(says).toBe(ms === NONE ? undefined : 'retry in 9.8 s');
});

test('while a probe is in flight the course’s breaker does not tell when to come back', () => {
  const { lone, told } = opened('course');
  lone.wait(10 * SECOND);
  lone.admit();
  expect(told()).toBe(NONE);
});

const service = { instances: 1, startSeconds: 0, serviceTime: exactly(1) };
/** One call a second into a breaker that opens at the first for 3 s; the retry waits 10 ms, or what it is told. */
function retried(retry: object) {
  const nodes = {
    c: ['client', { ratePerSecond: 1, arrivals: 'constant' }],
    g: ['gateway', {}],
    s: ['service', service],
  } as const;
  const breaker = { is: 'course', failureThreshold: 1, cooldownSeconds: 3 };
  const edges = {
    'c>g': { breaker: { is: 'none' }, timeoutMs: 60_000 },
    'g>s': { breaker, retry },
  };
  const script = [{ atMicros: 0, fault: 'fail-share', target: 's', config: { percent: 100 } }];
  return new Watched(sketch(nodes, edges, script)).run(1.5);
}

test('a retry that heeds what it is told waits out the cooldown, others come again and again', () => {
  const simple = { is: 'simple', maxAttempts: 5, baseMs: 10, backoff: 'constant', jitter: 'none' };
  const retryOn = [{ on: 'error' }, { on: 'fast-failed' }];
  expect(retried({ ...simple, retryOn, respectRetryAfter: true }).edge('g>s').refused).toBe(1);
  expect(retried({ ...simple, retryOn, respectRetryAfter: false }).edge('g>s').refused).toBe(4);
});
