import { describe, expect, test } from 'vitest';
import { connectionProblems } from '#lib/scenario/connections.ts';
import { house } from '#lib/scenario/house.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const c = ['client', { ratePerSecond: 100, arrivals: 'constant' }] as const;
const b = ['load-balancer', { handlingTime: exactly(0.2) }] as const;
const s = ['service', { instances: 2, serviceTime: exactly(1) }] as const;
const none = { is: 'none' };

function tookMicros({ ends }: Watched): Set<number> {
  return new Set(ends.map(({ at, start }) => Math.round((at - start) * 1e6)));
}

describe('between a caller and a service', () => {
  test('it costs two messages and its handling time', () => {
    const direct = new Watched(sketch({ c, s }, { 'c>s': {} })).run(1);
    const behind = new Watched(sketch({ c, b, s }, { 'c>b': {}, 'b>s': { health: none } })).run(1);
    expect(tookMicros(direct)).toEqual(new Set([3_000]));
    expect(tookMicros(behind)).toEqual(new Set([5_200]));
    expect(direct.hops.length / direct.ends.length).toBe(2);
    expect(behind.hops.length / behind.ends.length).toBe(4);
  });

  test('its one worker is free again while the service works', () => {
    const one = ['load-balancer', { workers: 1, backlog: 0, handlingTime: exactly(1) }] as const;
    const slow = ['service', { instances: 1, serviceTime: exactly(500) }] as const;
    const { sim, outcomes } = new Watched(sketch({ c, one, slow }, { 'c>one': {}, 'one>slow': {} })).run(2);
    expect(outcomes).toEqual({ ok: 149 });
    expect(sim.instances[1].station!.busy).toBe(0);
  });

  test('it spreads calls over the instances in turn', () => {
    const { sim } = new Watched(sketch({ c, b, s }, { 'c>b': {}, 'b>s': {} })).run(1.009);
    expect([2, 3].map((host) => sim.instances[host].station!.totalsNow().left)).toEqual([50, 50]);
  });

  test('it takes every path: a client asks for all that the gateway behind it routes', () => {
    const gateway = ['gateway', {}] as const;
    const edges = { 'c>b': {}, 'b>g': {}, 'g>s': { path: '/a' }, 'g>t': { path: '/b' } };
    const watched = new Watched(sketch({ c, b, g: gateway, s, t: s }, edges)).run(2);
    expect(Object.keys(watched.outcomes)).toEqual(['ok']);
    for (const edge of ['g>s', 'g>t']) expect(watched.edge(edge).sent).toBeGreaterThan(60);
  });

  test('the outcome of the service is passed on', () => {
    const broken = ['service', { failPercent: 100 }] as const;
    expect(
      new Watched(sketch({ c, b, broken }, { 'c>b': {}, 'b>broken': {} })).run(1).outcomes,
    ).toHaveProperty('error');
  });

  test('a queue delivers through it', () => {
    const queue = ['message-queue', {}] as const;
    const watched = new Watched(sketch({ c, q: queue, b, s }, { 'c>q': {}, 'q>b': {}, 'b>s': {} })).run(2);
    expect(watched.outcomes).toEqual({ ok: 199 });
    expect(watched.edge('b>s').sent).toBeGreaterThan(190);
  });
});

test('without a service a request ends as no instance', () => {
  expect(new Watched(sketch({ c, b }, { 'c>b': {} })).run(1).outcomes).toEqual({ 'no-instance': 99 });
});

test('it serves one service: a second is refused', () => {
  const scenario = sketch({ c, b, s, t: s }, { 'c>b': {}, 'b>s': {} });
  expect(connectionProblems(scenario, 'b', 't', house).map(({ code }) => code)).toEqual(['one-callee']);
  expect(connectionProblems(scenario, 's', 'b', house).map(({ code }) => code)).toEqual(['call-cycle']);
});

describe('an instance of the service that is killed', () => {
  const kill = at(10, 'kill-instance', 's', {}, 1);
  const refused = (watched: Watched) =>
    watched.ends.filter(({ outcome }) => outcome === 'connection-refused');

  test('is called until the registry has dropped it, which the balancer asks, not the caller', () => {
    const nodes = { c, b, s, r: ['registry', {}] } as const;
    const edges = { 'c>b': {}, 'b>s': { health: none }, 'b>r': {}, 's>r': {} };
    const watched = new Watched(sketch(nodes, edges, [kill])).run(60);
    const evicted = watched.steps('r/lease').find(({ to }) => to === 'absent')!;
    const last = refused(watched).at(-1)!;
    expect(last.at).toBeGreaterThan(evicted.at - 0.1);
    expect(last.at).toBeLessThan(evicted.at + 0.1);
    expect(watched.hops.some(({ edge }) => edge === 'b>r')).toBe(true);
  });

  test('is called until two of the ALB’s checks have failed, 30 to 60 s, when nobody else tells', () => {
    const watched = new Watched(sketch({ c, b, s }, { 'c>b': {}, 'b>s': {} }, [kill])).run(100);
    const last = refused(watched).at(-1)!;
    expect(last.at).toBeGreaterThan(40);
    expect(last.at).toBeLessThan(70.1);
  });
});

describe('a balancer that is killed', () => {
  const script = [at(5, 'kill-instance', 'b', {}, 0), at(15, 'restart-instance', 'b', {}, 0)];

  test('is one more thing to fail: nobody is served until it has started again', () => {
    const watched = new Watched(sketch({ c, b, s }, { 'c>b': {}, 'b>s': {} }, script)).run(20);
    const lost = watched.ends.filter(({ outcome }) => outcome !== 'ok');
    expect(lost.length).toBe(1_200);
    for (const { at } of lost) expect(at > 4.99 && at < 17.01).toBe(true);
    expect(watched.ends.at(-1)?.outcome).toBe('ok');
  });

  test('takes half of the calls along when there are two behind the name', () => {
    const two = ['load-balancer', { instances: 2 }] as const;
    const { outcomes } = new Watched(sketch({ c, b: two, s }, { 'c>b': {}, 'b>s': {} }, script)).run(20);
    expect(outcomes['connection-refused']).toBeGreaterThan(590);
    expect(outcomes['connection-refused']).toBeLessThan(610);
  });
});
