import { expect, test } from 'vitest';
import { at, exactly, sketch, standing } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const service = (instances: number) => {
  return ['service', { instances, serviceTime: exactly(10), startSeconds: 0.5 }] as const;
};
const call = { timeoutMs: 200, balancer: { is: 'round-robin' } };
const client = ['client', { ratePerSecond: 20, arrivals: 'constant' }] as const;
const GROUPS = { w: ['datacenter'], e: ['datacenter'], a: ['zone', 'w'], b: ['zone', 'w'] } as const;

/** Orders over zones a and b call Stock in a and in the east; a database stands in a, and the client too. */
function shop(...script: ReturnType<typeof at>[]): Watched {
  const bare = sketch(
    { c: client, orders: service(4), stock: service(2), db: ['database', { queryTime: exactly(1) }] },
    { 'c>orders': { ...call, timeoutMs: 900 }, 'orders>stock': call, 'stock>db': call },
    script,
  );
  return new Watched(standing(bare, GROUPS, { c: ['a'], orders: ['a', 'b'], stock: ['a', 'e'], db: ['a'] }));
}

const livesOf = (watched: Watched, chart: string) =>
  watched.steps(`${chart}/life`).map(({ at: when, subject, to }) => `${when} ${subject} ${to}`);

test('everything in a group is gone at once, of every node, and the rest goes on', () => {
  const watched = shop(at(1, 'group-death', 'a')).run(4);
  expect(livesOf(watched, 'orders')).toEqual(['1 orders-1 down', '1 orders-3 down']);
  expect(livesOf(watched, 'stock')).toEqual(['1 stock-1 down']);
  expect(livesOf(watched, 'db')).toEqual(['1 db down']);
  expect(livesOf(watched, 'c')).toEqual([]);
  expect(watched.ends.filter(({ start }) => start > 2).length).toBeGreaterThan(10);
});

test('nobody is told: callers wait for their time-outs', () => {
  const watched = shop(at(1, 'group-death', 'w')).run(4);
  const late = watched.ends.filter(({ start }) => start > 1);
  expect(new Set(late.map(({ outcome }) => outcome))).toEqual(new Set(['timed-out']));
  expect(new Set(late.map(({ at: end, start }) => Math.round((end - start) * 1e3)))).toEqual(new Set([900]));
});

test('with its power back everything starts again in place', () => {
  const watched = shop(at(1, 'group-death', 'w'), at(2, 'group-back', 'w')).run(6);
  expect(livesOf(watched, 'orders').slice(4)).toEqual([
    ...[1, 2, 3, 4].map((i) => `2 orders-${i} starting`),
    ...[1, 2, 3, 4].map((i) => `2.5 orders-${i} up`),
  ]);
  const late = watched.ends.filter(({ start }) => start > 3);
  expect(new Set(late.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
});

test('a process that was gone before refuses connections only as long as its machine is there', () => {
  const outcomes = (...script: ReturnType<typeof at>[]) => {
    const bare = sketch({ c: client, s: service(1) }, { 'c>s': call }, script);
    const watched = new Watched(standing(bare, GROUPS, { c: ['b'], s: ['a'] })).run(4);
    return [...new Set(watched.ends.filter(({ start }) => start > 2).map(({ outcome }) => outcome))];
  };
  const killed = at(0.5, 'kill-instance', 's', {}, 0);
  expect(outcomes(killed)).toEqual(['connection-refused']);
  expect(outcomes(killed, at(1, 'group-death', 'a'))).toEqual(['timed-out']);
  expect(outcomes(killed, at(1, 'group-death', 'a'), at(1.2, 'group-back', 'a'))).toEqual(['ok']);
});

test('a registry in a lost datacenter is silent, and callers go on with their copies', () => {
  const bare = sketch(
    { c: client, s: service(2), r: ['registry', {}] },
    { 'c>s': call, 'c>r': {}, 's>r': {} },
    [at(1, 'group-death', 'e'), at(3, 'group-back', 'e')],
  );
  const watched = new Watched(standing(bare, GROUPS, { c: ['w'], s: ['w'], r: ['e'] })).run(5);
  expect(watched.steps('r/mode').map(({ at: when, to }) => `${when} ${to}`)).toEqual(['1 down', '3 serving']);
  expect(watched.ends.every(({ outcome }) => outcome === 'ok')).toBe(true);
});

test('a message queue that comes back gives out again what nobody acknowledged', () => {
  const bare = sketch(
    { c: client, q: ['message-queue', {}], s: service(1) },
    { 'c>q': call, 'q>s': { timeoutMs: 500 } },
    [
      at(1, 'fail-share', 's'),
      at(2, 'group-death', 'a'),
      at(3, 'group-back', 'a'),
      at(3, 'fail-share', 's', { percent: 0 }),
    ],
  );
  const watched = new Watched(standing(bare, GROUPS, { c: ['b'], q: ['a'], s: ['b'] })).run(30);
  const { node } = watched.world.plan.hosts[watched.instance('q').host];
  const { ok } = watched.sim.counters;
  const service1 = watched.world.plan.nodes.findIndex(({ id }) => id === 's');
  // At least once: whatever was appended was taken by the consumer, some of it more than once.
  expect(ok[service1]).toBeGreaterThanOrEqual(ok[node] - 25);
  const face = watched.sim.instances[watched.instance('q').host].behaviour.face?.() ?? [];
  expect(Number(face[0].value)).toBeLessThan(10);
});
