import { describe, expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { World } from '#lib/world/world.ts';
import { STAGE } from '#lib/engine/frames.ts';

const ORDERS = ['fifo', 'lifo', 'codel', 'adaptive-lifo'] as const;

/** A gateway, a service and a store, all with too much to do, and a crash in the middle. */
function overloaded(is: string) {
  const queueing = is.startsWith('f') || is === 'lifo' ? { is } : { is, targetMs: 10, intervalMs: 60 };
  const nodes = {
    c: ['client', { ratePerSecond: 900 }],
    g: ['gateway', { workers: 1, backlog: 30, handlingTime: { is: 'exponential', meanMs: 1.5 }, queueing }],
    s: ['service', { instances: 2, threads: 2, queueLimit: 20, serviceTime: exactly(6), queueing }],
    d: [
      'database',
      { maxConnections: 1, queueLimit: 9, queryTime: { is: 'exponential', meanMs: 3 }, queueing },
    ],
  } as const;
  const edges = { 'c>g': {}, 'g>s': { breaker: { is: 'none' } }, 's>d': { timeoutMs: 40 } };
  const script = [at(2, 'kill-instance', 's', {}, 0), at(2.5, 'restart-instance', 's', {}, 0)];
  return sketch(nodes, edges, script);
}

describe.each(ORDERS)('a queue that is %s', (is) => {
  test('goes on from a snapshot as if nothing had been', () => {
    const straight = new World(overloaded(is)).sim;
    straight.run(8e6);
    const first = new World(overloaded(is)).sim;
    for (let half = 1; half < 12; half++) {
      first.run(half * 500_000);
      const second = new World(overloaded(is)).sim;
      second.run((12 - half) * 500_000);
      second.restore(first.save());
      second.run(8e6);
      expect(second.digest.text()).toBe(straight.digest.text());
    }
  });

  test("keeps Little's law: nobody leaves it uncounted", () => {
    const { sim, layout } = new World(overloaded(is));
    sim.run(1_900_000);
    const { frames, now } = sim;
    for (const { index, node } of layout.hosts) {
      const { station } = sim.instances[index];
      if (station === null || sim.instances[index].life.absent) continue;
      const holds = layout.nodes[node].kind.kind === 'service';
      const stages: number[] = [STAGE.queued, STAGE.working, ...(holds ? [STAGE.held] : [])];
      let soFar = 0;
      for (const f of frames.inUse()) {
        const here = frames.callee[f] === index;
        if (here && stages.includes(frames.stage[f])) soFar += now - frames.arrived[f >> 1];
      }
      const { inSystemArea, residenceSum, left } = station.totalsNow();
      expect(left).toBeGreaterThan(50);
      expect(inSystemArea).toBe(residenceSum + soFar);
    }
  });
});

test('each order is another run', () => {
  const digests = ORDERS.map((is) => {
    const { sim } = new World(overloaded(is));
    sim.run(3e6);
    return sim.digest.text();
  });
  expect(new Set(digests).size).toBe(ORDERS.length);
});

test('who is given up is refused as queue full, for the reason that it was shed', () => {
  const c = ['client', { ratePerSecond: 400, arrivals: 'constant' }] as const;
  const queueing = { is: 'codel' };
  const s = [
    'service',
    { instances: 1, threads: 1, queueLimit: 10_000, serviceTime: exactly(5), queueing },
  ] as const;
  const watched = new Watched(sketch({ c, s }, { 'c>s': {} })).run(5);
  expect(watched.outcomes['queue-full']).toBeGreaterThan(20);
  expect(Object.keys(watched.outcomes).sort()).toEqual(['ok', 'queue-full']);
  expect(watched.sim.reasons.names).toContain('shed');
  const facts = watched.sim.instances[1].behaviour.explain?.() ?? [];
  // The last of them are still on their way back.
  const shed = Number(facts.find(({ key }) => key === 'shed')?.value);
  expect(shed - watched.outcomes['queue-full']!).toBeGreaterThanOrEqual(0);
  expect(shed - watched.outcomes['queue-full']!).toBeLessThan(5);
});

test('under overload the newest are answered in time, where first come, first served answers nobody', () => {
  const good = (queueing: object) => {
    const c = ['client', { ratePerSecond: 300 }] as const;
    const s = [
      'service',
      { instances: 1, threads: 1, queueLimit: 400, serviceTime: exactly(5), queueing },
    ] as const;
    const watched = new Watched(sketch({ c, s }, { 'c>s': { timeoutMs: 500 } })).run(30);
    return watched.ends.filter(({ at, outcome }) => at > 10 && outcome === 'ok').length;
  };
  // 200 a second is all that one thread of 5 ms can do.
  expect(good({ is: 'fifo' })).toBe(0);
  expect(good({ is: 'adaptive-lifo', targetMs: 20 })).toBeGreaterThan(0.95 * 20 * 200);
});
