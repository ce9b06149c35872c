import { describe, expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const tenASecond = ['client', { ratePerSecond: 10, arrivals: 'constant' }] as const;
const oneASecond = ['client', { ratePerSecond: 1, arrivals: 'constant' }] as const;

describe('a caller that gives up', () => {
  test('leaves the callee working: the slot is busy to the end, the answer is late and dropped', () => {
    const s = ['service', { instances: 1, threads: 10, serviceTime: exactly(500) }] as const;
    const watched = new Watched(sketch({ c: oneASecond, s }, { 'c>s': { timeoutMs: 100 } }));
    watched.run(1.2);
    expect(watched.ends).toMatchObject([{ at: 1.1, start: 1, outcome: 'timed-out' }]);
    expect(watched.instance('s').busy).toBe(1);
    watched.run(1.6);
    expect(watched.instance('s').busy).toBe(0);
    expect(watched.edge('c>s')).toMatchObject({ sent: 1, late: 1 });
    expect(watched.outcomes).toEqual({ 'timed-out': 1 });
  });

  test('of an answer that takes exactly its time-out has timed out', () => {
    const s = ['service', { instances: 1, serviceTime: exactly(98) }] as const;
    const watched = (timeoutMs: number) =>
      new Watched(sketch({ c: oneASecond, s }, { 'c>s': { timeoutMs } })).run(3).outcomes;
    expect(watched(100)).toEqual({ 'timed-out': 2 });
    expect(watched(101)).toEqual({ ok: 2 });
  });
});

describe('a crash', () => {
  const a = ['service', { instances: 1, threads: 3, serviceTime: exactly(0), startSeconds: 1 }] as const;
  const b = ['service', { instances: 1, threads: 10, serviceTime: exactly(5_000) }] as const;
  const chain = { 'c>a': { timeoutMs: 60_000 }, 'a>b': { timeoutMs: 60_000 } };

  test('resets every visit in hand, at work, waiting for an answer or queued', () => {
    const watched = new Watched(sketch({ c: tenASecond, a, b }, chain, [at(1, 'kill-instance', 'a', {}, 0)]));
    watched.run(0.9999);
    expect(watched.instance('a')).toMatchObject({ busy: 3, queued: 6 });
    watched.run(1.0005);
    expect(watched.instance('a')).toMatchObject({ busy: 0, queued: 0 });
    watched.run(1.05);
    expect(watched.outcomes).toEqual({ reset: 9, 'connection-refused': 1 });
    expect(watched.ends.filter(({ outcome }) => outcome === 'reset').map(({ at }) => at)).toEqual(
      Array(9).fill(1.001),
    );
  });

  test('drops the process’s own calls: who was asked works on and is answered by nobody', () => {
    const script = [at(1, 'kill-instance', 'a', {}, 0), at(1.5, 'restart-instance', 'a', {}, 0)];
    const watched = new Watched(sketch({ c: oneASecond, a, b }, chain, script)).run(1.99);
    expect(watched.instance('b').busy).toBe(0);
    const late = new Watched(sketch({ c: tenASecond, a, b }, chain, script)).run(5.9);
    expect(late.edge('a>b')).toMatchObject({ sent: 6, late: 3 });
    expect(late.outcomes).toMatchObject({ reset: 9 });
  });

  test('leaves no work to the process after it: what the old one had begun ends unheard', () => {
    const slow = ['service', { ...a[1], serviceTime: exactly(3_000), startSeconds: 0.1 }] as const;
    const script = [at(1, 'kill-instance', 'a', {}, 0), at(1, 'restart-instance', 'a', {}, 0)];
    const watched = new Watched(sketch({ c: tenASecond, a: slow }, { 'c>a': chain['c>a'] }, script));
    // The old process began work at 0.101, 0.201 and 0.301 s; the new one at 1.101 s and after.
    watched.run(3.5);
    expect(watched.instance('a').busy).toBe(3);
    expect(watched.outcomes).toEqual({ reset: 9, 'connection-refused': 1 });
    watched.run(4.15);
    expect(watched.instance('a').busy).toBe(3);
    expect(watched.outcomes.ok).toBe(1);
  });

  test('of an instance that is starting sends it back to being down', () => {
    const script = [
      at(1, 'kill-instance', 'a', {}, 0),
      at(2, 'restart-instance', 'a', {}, 0),
      at(2.5, 'kill-instance', 'a', {}, 0),
      at(4, 'restart-instance', 'a', {}, 0),
    ];
    const steps = new Watched(sketch({ c: tenASecond, a, b }, chain, script)).run(9).steps('a/life');
    expect(steps.map(({ at, to }) => [at, to])).toEqual([
      [1, 'down'],
      [2, 'starting'],
      [2.5, 'down'],
      [4, 'starting'],
      [5, 'up'],
    ]);
  });

  test('of a crashed instance, and a restart of a running one, do nothing', () => {
    const script = [
      at(1, 'restart-instance', 'a', {}, 0),
      at(2, 'kill-instance', 'a', {}, 0),
      at(3, 'kill-instance', 'a', {}, 0),
    ];
    expect(new Watched(sketch({ c: tenASecond, a, b }, chain, script)).run(5).steps('a/life')).toHaveLength(
      1,
    );
  });
});

describe('a request that cannot be served', () => {
  test('finds the queue full', () => {
    const s = ['service', { instances: 1, threads: 1, queueLimit: 2, serviceTime: exactly(10_000) }] as const;
    const watched = new Watched(sketch({ c: tenASecond, s }, { 'c>s': { timeoutMs: 60_000 } })).run(1.05);
    expect(watched.outcomes).toEqual({ 'queue-full': 7 });
    expect(watched.instance('s')).toMatchObject({ busy: 1, queued: 2 });
  });

  test('finds no route', () => {
    const c = [
      'client',
      { ...tenASecond[1], routes: [{ path: '/users-export' }, { path: '/nobody' }] },
    ] as const;
    const nodes = { c, g: ['gateway', {}], s: ['service', { instances: 1 }] } as const;
    const watched = new Watched(sketch(nodes, { 'c>g': {}, 'g>s': { path: '/users' } })).run(2.05);
    expect(watched.outcomes).toEqual({ 'no-route': 20 });
  });

  test('finds no instance, when the registry lists none', () => {
    const s = ['service', { instances: 1, startSeconds: 5 }] as const;
    const nodes = {
      c: tenASecond,
      s,
      r: ['registry', { mechanism: { is: 'leased', leaseSeconds: 0.1, sweepSeconds: 0.05 } }],
    } as const;
    const script = [at(0.001, 'kill-instance', 's', {}, 0)];
    const watched = new Watched(sketch(nodes, { 'c>s': {}, 'c>r': {}, 's>r': {} }, script)).run(2.05);
    expect(watched.outcomes['no-instance']).toBeGreaterThanOrEqual(18);
  });

  test('on a network that loses every message ends by its time-out', () => {
    const s = ['service', { instances: 1 }] as const;
    const edges = { 'c>s': { lossPercent: 100, timeoutMs: 250 } };
    const watched = new Watched(sketch({ c: tenASecond, s }, edges)).run(2.2);
    expect(watched.outcomes).toEqual({ 'timed-out': 19 });
    for (const { at, start } of watched.ends) expect(at - start).toBeCloseTo(0.25, 9);
    expect(watched.sim.counters.taken.every((taken) => taken === 0)).toBe(true);
  });

  test('on a network that loses half of them gets an answer a quarter of the time', () => {
    // Both ways must hold. Seeds 1 to 20 named beforehand: 18 within 3 standard deviations of a quarter.
    const c = ['client', { ratePerSecond: 100, arrivals: 'constant' }] as const;
    const s = ['service', { instances: 1, serviceTime: exactly(1) }] as const;
    const edges = { 'c>s': { lossPercent: 50, timeoutMs: 100 } };
    const near = Array.from({ length: 20 }, (_, seed) => {
      const { outcomes, ends } = new Watched(sketch({ c, s }, edges, [], seed + 1)).run(20);
      const spread = 3 * Math.sqrt(0.25 * 0.75 * ends.length);
      return Math.abs((outcomes.ok ?? 0) - ends.length / 4) < spread;
    });
    expect(near.filter(Boolean).length).toBeGreaterThanOrEqual(18);
  });
});
