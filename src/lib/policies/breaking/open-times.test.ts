import { expect, test } from 'vitest';
import { defaultsOf, type Config } from '#lib/base/schema.ts';
import { policies } from '#lib/policies/policies.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const breakers = policies.filter(({ family }) => family === 'breaking');
/** These never leave open by themselves, or have no such state. */
const never = ['stuck-open', 'envoy-circuit-breakers'];
const openMicrosOf = (name: string, config: Config) => {
  const { fields, openMicros } = breakers.find(({ policy }) => policy === name)!;
  return openMicros!({ ...defaultsOf(fields), ...config });
};

test.each(breakers)(
  '$policy says for how long it stays open, and does so',
  ({ policy, fields, openMicros }) => {
    const breaker = { is: policy, ...defaultsOf(fields) };
    const nodes = {
      c: ['client', { ratePerSecond: 200, arrivals: 'constant' }],
      s: ['service', { instances: 1, serviceTime: exactly(1) }],
    } as const;
    const script = [at(2, 'kill-instance', 's', {}, 0), at(31, 'restart-instance', 's', {}, 0)];
    const watched = new Watched(sketch(nodes, { 'c>s': { breaker } }, script)).run(130);
    const steps = watched.steps('c>s/breaker');
    const opened = steps.findIndex(({ to }) => to === 'open');
    if (never.includes(policy)) {
      expect([openMicros, steps[opened + 1]]).toEqual([undefined, undefined]);
      return;
    }
    const seconds = openMicros!(breaker)! / 1e6;
    const stayed = steps[opened + 1].at - steps[opened].at;
    // Until a call comes, and on a clock of whole ms.
    expect(stayed).toBeGreaterThanOrEqual(seconds - 0.001);
    expect(stayed).toBeLessThan(seconds + 0.02);
  },
);

test.each([
  ['gobreaker', { timeoutSeconds: 0 }, 60e6],
  ['resilience4j', { waitDurationInOpenStateMs: 250 }, 250e3],
  ['resilience4j', { enableExponentialBackoff: true }, null],
  ['resilience4j', { enableRandomizedWait: true }, null],
  ['polly', { breakDurationGenerator: { is: 'half-open-attempts' } }, null],
  ['cockatiel', { halfOpenAfter: { is: 'constant', halfOpenAfterMs: 250 } }, 250e3],
  ['cockatiel', { halfOpenAfter: { is: 'exponential' } }, null],
])('%s with %j stays open for %s µs; null where its settings alone do not say', (name, config, micros) => {
  expect(openMicrosOf(name, config)).toBe(micros);
});
