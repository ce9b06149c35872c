import { expect, test } from 'vitest';
import { assert } from '#lib/base/assert.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { breakers } from '#lib/policies/behaviours.ts';
import { policies } from '#lib/policies/policies.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { World } from '#lib/world/world.ts';
import { fault } from './fault.ts';

const nodes = {
  c: ['client', { ratePerSecond: 20, arrivals: 'constant' }],
  a: ['service', { instances: 2, serviceTime: exactly(1), startSeconds: 1 }],
  b: ['service', { instances: 1, serviceTime: exactly(1) }],
} as const;
const told = (seconds: number, command: string) => at(seconds, 'command-breaker', 'a>b', { command });
const scenario = (breaker: object, script: Parameters<typeof sketch>[2]) =>
  sketch(nodes, { 'c>a': { breaker: { is: 'none' } }, 'a>b': { breaker } }, script);
const steps = (breaker: object, script: Parameters<typeof sketch>[2]) =>
  new Watched(scenario(breaker, script)).run(10).steps('a>b/breaker');

const resilience4j = { is: 'resilience4j' };

test('every caller’s breaker does what it is told, at that moment, and says that it was by hand', () => {
  const seen = steps(resilience4j, [told(2, 'force-open'), told(5, 'close')]);
  expect(seen.map(({ at, to }) => [at, to])).toEqual([
    [2, 'forced-open'],
    [2, 'forced-open'],
    [5, 'closed'],
    [5, 'closed'],
  ]);
  expect(new Set(seen.map(({ why }) => why))).toEqual(new Set(['set by hand']));
});

test('while it is forced open nothing is sent', () => {
  const watched = new Watched(scenario(resilience4j, [told(2, 'force-open')])).run(10);
  expect(watched.hops.filter(({ edge, start, back }) => edge === 'a>b' && !back && start >= 2)).toEqual([]);
});

test('a process that is down hears nothing, and comes back as it always begins', () => {
  const script = [
    at(1, 'kill-instance', 'a', {}, 0),
    told(2, 'disable'),
    at(3, 'restart-instance', 'a', {}, 0),
  ];
  expect(steps(resilience4j, script).map(({ at, subject, to }) => [at, subject, to])).toEqual([
    [2, 'a-2', 'disabled'],
  ]);
});

test.each([
  ['a word that it does not know', resilience4j, 'isolate'],
  ['what is illegal now', resilience4j, 'half-open'],
  ['any word, where there is no breaker', { is: 'none' }, 'open'],
])('%s moves nothing', (_, breaker, command) => {
  expect(steps(breaker, [told(2, command)])).toEqual([]);
});

const { command: offered } = fault.fields;
assert(offered.is === 'choice', 'a command is one of some words');
test.each(Object.entries(offered.options))(
  '%s is offered for exactly those who know it: %s',
  (word, label) => {
    const knowing = policies
      .filter(({ family }) => family === 'breaking')
      .filter(({ policy, fields }) => {
        const { gate } = new LoneGate(breakers.get(policy)!, defaultsOf(fields));
        gate.command?.('open'); // a closed one may not do all that it knows
        return gate.command?.(word) ?? false;
      })
      .map(({ group }) => group);
    expect(label).toBe(`${word} (${knowing.join(', ')})`);
  },
);

test('an edge is offered it whose breaker knows a word', () => {
  for (const { policy, fields } of policies.filter(({ family }) => family === 'breaking')) {
    const { gate } = new LoneGate(breakers.get(policy)!, defaultsOf(fields));
    const knows = Object.keys(offered.options).some((word) => gate.command?.(word) ?? false);
    expect(fault.suitsEdge?.({ breaker: { is: policy } }), policy).toBe(knows);
  }
  expect(fault.suitsEdge?.({})).toBe(false);
});

test('a command is part of the run’s identity', () => {
  const digest = (...script: ReturnType<typeof told>[]) => {
    const { sim } = new World(scenario(resilience4j, script));
    sim.run(3e6);
    return sim.digest.text();
  };
  expect(digest(told(2, 'metrics-only'))).not.toBe(digest());
  expect(digest(told(2, 'metrics-only'))).toBe(digest(told(2, 'metrics-only')));
});
