import { expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { World } from '#lib/world/world.ts';

const cockatiel = {
  is: 'cockatiel',
  breaker: { is: 'consecutive', threshold: 3 },
  halfOpenAfter: { is: 'constant', halfOpenAfterMs: 1_000 },
  halfOpenCalls: 1,
  halfOpenThreshold: 0,
};

/** Ten calls a second through an instance whose callee hangs from 1 s to 10 s. */
function hanging(script: Parameters<typeof sketch>[2] = []) {
  const nodes = {
    c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
    a: ['service', { instances: 1, serviceTime: exactly(0), threads: 100, startSeconds: 0.5 }],
    b: ['service', { instances: 1, serviceTime: exactly(10), threads: 100 }],
  } as const;
  const edges = {
    'c>a': { timeoutMs: 20_000 },
    'a>b': { breaker: cockatiel, timeoutMs: 2_000 },
  };
  const hang = [at(1, 'add-latency', 'b', { extraMs: 60_000 }), at(10, 'add-latency', 'b', { extraMs: 0 })];
  return sketch(nodes, edges, [...hang, ...script]);
}

test('callers that come while the probe hangs wait for it, and share its fate', () => {
  const watched = new Watched(hanging()).run(30);
  const steps = watched.steps('a>b/breaker');
  // The first probes are cut short by late time-outs of calls from before: these open it too.
  const at = steps.findIndex(({ why }) => why === '1 of 1 half-open calls failed');
  const [probed, refused] = [steps[at - 1].at, steps[at].at];
  expect(refused - probed).toBeCloseTo(2, 6);
  const meanwhile = watched.ends.filter(({ start }) => start > probed && start < refused - 0.01);
  expect(meanwhile.length).toBeGreaterThanOrEqual(19);
  for (const { at: end } of meanwhile) expect(end).toBeCloseTo(refused, 1);
  expect(steps.at(-1)?.to).toBe('closed');
});

test('a process that dies while callers wait in it comes back with a fresh breaker', () => {
  const script = [at(4.55, 'kill-instance', 'a', {}, 0), at(5, 'restart-instance', 'a', {}, 0)];
  const watched = new Watched(hanging(script)).run(30);
  expect(
    watched
      .steps('a>b/breaker')
      .map(({ why }) => why)
      .join(),
  ).toContain('restarted');
  expect(watched.steps('a>b/breaker').at(-1)?.to).toBe('closed');
});

test('a run that is taken up again while callers wait goes on as it would have', () => {
  const scenario = hanging();
  const straight = new World(scenario).sim;
  straight.run(30e6);
  for (const moment of [4.55e6, 5.9e6]) {
    const first = new World(scenario).sim;
    first.run(moment);
    const second = new World(scenario).sim;
    second.restore(first.save());
    second.run(30e6);
    expect(second.digest.text()).toBe(straight.digest.text());
  }
});
