import { describe, expect, test } from 'vitest';
import { HOP } from '#lib/base/hop.ts';
import type { Action, Scenario } from '#lib/scenario/document.ts';
import { at, exactly, sketch, standing } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { World } from '#lib/world/world.ts';

const client = ['client', { ratePerSecond: 10, arrivals: 'constant' }] as const;
const service = (instances: number) => ['service', { instances, serviceTime: exactly(10) }] as const;
const call = { timeoutMs: 500, balancer: { is: 'round-robin' } };

const GROUPS = {
  w: ['datacenter'],
  e: ['datacenter'],
  a: ['zone', 'w'],
  b: ['zone', 'w'],
  m1: ['machine', 'a'],
  m2: ['machine', 'a'],
} as const;

/** Ten requests a second to a service of two; a message takes 1 ms, the work 10 ms. */
function two(
  clientAt: string[],
  serviceAt: string[],
  distances: Record<string, number> = {},
  script: readonly Action[] = [],
): Scenario {
  const bare = sketch({ c: client, s: service(2) }, { 'c>s': call }, script);
  return standing(bare, GROUPS, { c: clientAt, s: serviceAt }, distances);
}

/** How long requests took, in ms to a tenth, each value once. */
function tookMs(watched: Watched): number[] {
  const took = watched.ends.map(({ at: end, start }) => Math.round((end - start) * 1e4) / 10);
  return [...new Set(took)].sort((a, b) => a - b);
}

describe('distance', () => {
  test.each<[string, string[], string[], Record<string, number>, number[]]>([
    ['nowhere', [], ['w'], {}, [12]],
    ['one place', ['w'], ['w'], {}, [12]],
    ['machines', ['m1'], ['m2'], {}, [12.2]],
    ['zones', ['a'], ['b'], {}, [13]],
    ['datacenters', ['a'], ['e'], {}, [72]],
    ['a distance of one’s own', ['a'], ['e'], { 'w~e': 5 }, [22]],
    ['instances in turn: one is near, one is far', ['a'], ['a', 'e'], { 'w~e': 5 }, [12, 22]],
  ])('counts each way: %s', (_, clientAt, serviceAt, distances, wanted) => {
    expect(tookMs(new Watched(two(clientAt, serviceAt, distances)).run(2))).toEqual(wanted);
  });

  test('is that of the address: a replacement stands where its address does', () => {
    const bare = sketch({ c: client, s: service(1) }, { 'c>s': call }, [
      at(1, 'replace-instance', 's', {}, 0),
    ]);
    const watched = new Watched(standing(bare, GROUPS, { c: ['a'], s: ['a', 'b'] }));
    const { hosts } = watched.world.layout;
    expect(hosts.map(({ label, place }) => `${label} ${place}`)).toEqual(['c a', 's a', 's-2 b']);
  });

  test('is drawn for each message, from a stream that nothing else draws from', () => {
    const latency = { is: 'exponential', meanMs: 20 } as const;
    const even = two(['a'], ['e']);
    const [caller, ...others] = even.nodes;
    const near = { ...even, nodes: [{ ...caller, config: { ratePerSecond: 10 } }, ...others] };
    const far = { ...near, distances: [{ between: ['w', 'e'] as const, latency }] };
    const took = tookMs(new Watched(far).run(20));
    expect(took.length).toBeGreaterThan(150);
    const starts = (scenario: Scenario) => {
      const { ends } = new Watched(scenario).run(20);
      return ends.map(({ start }) => start).filter((start) => start < 19);
    };
    expect(new Set(starts(far))).toEqual(new Set(starts(near)));
    const turned = { ...near, distances: [{ between: ['e', 'w'] as const, latency }] };
    expect(tookMs(new Watched(turned).run(20))).toEqual(took);
  });

  test('takes heartbeats, lookups and notices longer too', () => {
    const slow = registered({ lease: 2 }, [at(1, 'kill-instance', 's', {}, 0)]).run(9);
    const took = slow.hops
      .filter(({ edge }) => edge !== 'c>s')
      .map(({ start, end }) => Math.round((end - start) * 1e3));
    expect(new Set(took)).toEqual(new Set([31]));
    expect(slow.hops.some(({ shape, back }) => shape === HOP.notice && back)).toBe(true);
  });

  test('changes nothing for a scenario whose groups nobody stands in', () => {
    const bare = sketch({ c: client, s: service(2) }, { 'c>s': call });
    const digest = (scenario: Scenario) => {
      const { sim } = new World(scenario);
      sim.run(5e6);
      return sim.digest.text();
    };
    expect(digest(standing(bare, GROUPS, {}))).toBe(digest(bare));
  });
});

describe('a partition', () => {
  const cut = (config: object, seconds = 1) => at(seconds, 'partition', 'w', { ...config });

  test('that drops lets callers wait for their time-outs', () => {
    const watched = new Watched(two(['a'], ['e'], { 'w~e': 1 }, [cut({ with: 'e' })])).run(3);
    const late = watched.ends.filter(({ start }) => start >= 1);
    expect(new Set(late.map(({ outcome }) => outcome))).toEqual(new Set(['timed-out']));
    expect(new Set(late.map(({ at: end, start }) => Math.round((end - start) * 1e3)))).toEqual(
      new Set([500]),
    );
    expect(watched.hops.filter(({ start }) => start >= 1).every(({ shape }) => shape === HOP.lost)).toBe(
      true,
    );
  });

  test('that rejects tells callers after one way', () => {
    const watched = new Watched(two(['a'], ['e'], { 'w~e': 4 }, [cut({ with: 'e', mode: 'reject' })])).run(3);
    const late = watched.ends.filter(({ start }) => start >= 1);
    expect(new Set(late.map(({ outcome }) => outcome))).toEqual(new Set(['partitioned']));
    expect(new Set(late.map(({ at: end, start }) => Math.round((end - start) * 1e3)))).toEqual(new Set([5]));
  });

  test('cuts in both directions, whichever side was named first', () => {
    const other = at(1, 'partition', 'e', { with: 'w' });
    const outcomes = (script: Action[]) => new Watched(two(['a'], ['e'], {}, script)).run(3).outcomes;
    expect(outcomes([other])).toEqual(outcomes([cut({ with: 'e' })]));
  });

  test.each<['drop' | 'reject']>([['drop'], ['reject']])(
    'lets what is on its way arrive, and loses the answer (%s)',
    (mode) => {
      // The request of 0.9 s is under way when the cut comes; its answer is not let through.
      const script = [cut({ with: 'e', mode }, 0.905)];
      const watched = new Watched(two(['a'], ['e'], { 'w~e': 9 }, script)).run(2);
      const [last] = watched.ends.filter(({ start }) => start > 0.89 && start < 0.95);
      expect(last.outcome).toBe('timed-out');
      const answers = watched.hops.filter(({ start, back }) => back && start > 0.9 && start < 0.95);
      expect(answers.map(({ shape }) => shape)).toEqual([HOP.lost]);
      expect(watched.sim.counters.taken[1]).toBe(9);
    },
  );

  test.each<[string, string[], string[], string, string, boolean]>([
    ['a group and another', ['a'], ['e'], 'w', 'e', true],
    ['a group and another, seen from within both', ['m1'], ['b'], 'a', 'b', true],
    ['a group and all outside', ['a'], ['b'], 'a', '', true],
    ['a group and who stands nowhere', ['a'], [], 'a', '', true],
    ['not within the group', ['m1'], ['m2'], 'a', '', false],
    ['not between others', ['b'], ['e'], 'a', '', false],
    ['not with a third', ['a'], ['b'], 'w', 'e', false],
    ['a zone and the rest of its datacenter', ['a'], ['b'], 'a', 'w', true],
    ['but not that zone and another datacenter', ['a'], ['e'], 'a', 'w', false],
    ['nor within the zone', ['m1'], ['a'], 'w', 'a', false],
  ])('is between %s', (_, clientAt, serviceAt, target, other, isCut) => {
    const script = [at(0, 'partition', target, { with: other, mode: 'reject' })];
    const { outcomes } = new Watched(two(clientAt, serviceAt, {}, script)).run(1);
    expect(Object.keys(outcomes)).toEqual([isCut ? 'partitioned' : 'ok']);
  });

  test('takes only the instances that stand across', () => {
    const script = [at(0, 'partition', 'e', { with: 'w', mode: 'reject' })];
    const { outcomes } = new Watched(two(['a'], ['a', 'e'], {}, script)).run(2.05);
    expect(outcomes).toEqual({ ok: 10, partitioned: 10 });
  });

  test('is healed from either side, and other partitions stay', () => {
    const outcomes = (script: Action[]) => {
      const { ends } = new Watched(two(['a'], ['e'], {}, script)).run(3);
      return [...new Set(ends.filter(({ start }) => start >= 2).map(({ outcome }) => outcome))];
    };
    const whole = at(1, 'partition', 'a', { mode: 'reject' });
    expect(outcomes([cut({ with: 'e' }), at(2, 'heal-partition', 'e')])).toEqual(['ok']);
    expect(outcomes([cut({ with: 'e' }), at(2, 'heal-partition', 'w')])).toEqual(['ok']);
    expect(outcomes([cut({ with: 'e' }), at(2, 'heal-partition', 'a')])).toEqual(['timed-out']);
    expect(outcomes([cut({ with: 'e' }), whole, at(2, 'heal-partition', 'w')])).toEqual(['partitioned']);
  });

  test('takes heartbeats and lookups along: the registry evicts who lives, and callers go on with their copies', () => {
    const watched = registered({ lease: 2 }, [at(3, 'partition', 'w')]).run(12);
    const evicted = watched.steps('r/lease').filter(({ to }) => to === 'absent');
    expect(evicted.map(({ subject }) => subject)).toEqual(['s-1', 's-2']);
    expect(watched.ends.filter(({ start }) => start > 4).every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  test('takes health checks along', () => {
    const health = { is: 'haproxy', inter: 200, fall: 3, rise: 2 };
    const bare = sketch({ c: client, s: service(2) }, { 'c>s': { ...call, health } }, [
      at(1, 'partition', 'e', { mode: 'reject' }),
    ]);
    const watched = new Watched(standing(bare, GROUPS, { c: ['a'], s: ['a', 'e'] })).run(6);
    const late = watched.ends.filter(({ start }) => start > 3);
    expect(new Set(late.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
  });
});

test('a run with distances and partitions goes on from a snapshot as if nothing had been', () => {
  const script = [
    at(1, 'partition', 'w', { with: 'e' }),
    at(2, 'partition', 'a', { mode: 'reject' }),
    at(3, 'heal-partition', 'a'),
    at(4, 'heal-partition', 'e'),
  ];
  const latency = { is: 'exponential', meanMs: 20 } as const;
  const scenario = {
    ...two(['a', 'b'], ['a', 'e'], {}, script),
    distances: [{ between: ['w', 'e'] as const, latency }],
  };
  const straight = new World(scenario).sim;
  straight.run(6e6);
  const first = new World(scenario).sim;
  for (let half = 0; half < 12; half++) {
    first.run(half * 500_000);
    const second = new World(scenario).sim;
    second.run((12 - half) * 400_000);
    second.restore(first.save());
    second.run(6e6);
    expect(second.digest.text()).toBe(straight.digest.text());
  }
});

/** A client and a service of two in the west, their registry in the east. */
function registered({ lease = 30 }: { lease?: number }, script: readonly Action[] = []): Watched {
  const mechanism = {
    ...{ is: 'leased', leaseSeconds: lease, sweepSeconds: 1, heartbeatSeconds: 0.5 },
    ...{ refreshSeconds: 1, watch: true },
  };
  const bare = sketch(
    { c: client, s: service(2), r: ['registry', { mechanism }] },
    { 'c>s': call, 'c>r': {}, 's>r': {} },
    script,
  );
  return new Watched(standing(bare, GROUPS, { c: ['w'], s: ['w'], r: ['e'] }));
}
