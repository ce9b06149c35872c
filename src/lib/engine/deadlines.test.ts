import { describe, expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { World } from '#lib/world/world.ts';

const oneASecond = ['client', { ratePerSecond: 1, arrivals: 'constant' }] as const;
const a = ['service', { instances: 1, threads: 1, serviceTime: exactly(50) }] as const;
const b = ['service', { instances: 1, threads: 1, serviceTime: exactly(300) }] as const;

/** The client gives up after 200 ms; a then waits for b, which takes 300 ms. The network takes 1 ms a message. */
function world(deadlinePropagation: boolean, script: Parameters<typeof sketch>[2] = []): Watched {
  const nodes = { c: oneASecond, a, b } as const;
  const edges = {
    'c>a': { timeoutMs: 200, deadlinePropagation },
    'a>b': { timeoutMs: 60_000, deadlinePropagation },
  };
  return new Watched(sketch(nodes, edges, script));
}

describe('a deadline that is passed on', () => {
  test('ends the calls made for a request when its own caller gives up', () => {
    const alone = world(false).run(1.25);
    expect(alone.instance('a').busy).toBe(1);
    const passed = world(true).run(1.1999);
    expect(passed.instance('a').busy).toBe(1);
    passed.run(1.2001);
    expect(passed.instance('a').busy).toBe(0);
    expect(passed.outcomes).toEqual({ 'timed-out': 1 });
  });

  test('lets nobody begin work that nobody waits for: a queued visit is dropped when its turn comes', () => {
    // The second request to b would wait for the first one's 300 ms, and its caller is gone by then.
    const two = ['client', { ratePerSecond: 20, arrivals: 'constant' }] as const;
    const taken = (deadlinePropagation: boolean) => {
      const nodes = { c: two, b } as const;
      const watched = new Watched(sketch(nodes, { 'c>b': { timeoutMs: 200, deadlinePropagation } })).run(3);
      const { host } = watched.instance('b');
      return watched.sim.instances[host].station!.totalsNow();
    };
    // In three seconds b works through ten requests either way, but the ones it takes are those still waited for.
    expect(taken(true).left).toBeGreaterThan(3 * taken(false).left);
  });

  test('is told to the callee as the nearest of all: overall time-out, try and caller', () => {
    const retry = { is: 'simple', maxAttempts: 3 };
    const edges = {
      'c>a': { timeoutMs: 150, overallTimeoutMs: 100, retry, deadlinePropagation: true },
      'a>b': { timeoutMs: 60_000, deadlinePropagation: true },
    };
    const watched = new Watched(sketch({ c: oneASecond, a, b }, edges)).run(1.0999);
    expect(watched.instance('a').busy).toBe(1);
    expect(watched.run(1.1001).instance('a').busy).toBe(0);
  });

  test('that is over already makes no call', () => {
    const late = ['service', { instances: 1, threads: 1, serviceTime: exactly(250) }] as const;
    const nodes = { c: oneASecond, a: late, b } as const;
    const edges = {
      'c>a': { timeoutMs: 200, deadlinePropagation: true },
      'a>b': { deadlinePropagation: true },
    };
    const watched = new Watched(sketch(nodes, edges)).run(3);
    expect(watched.edge('a>b').sent).toBe(0);
    expect(watched.edge('c>a').late).toBe(2);
  });

  test('dies with its process, and survives a snapshot', () => {
    const script = [at(1.1, 'kill-instance', 'a', {}, 0), at(1.15, 'restart-instance', 'a', {}, 0)];
    expect(world(true, script).run(5).outcomes).toMatchObject({ reset: 1 });
    const scenario = sketch(
      { c: oneASecond, a, b },
      { 'c>a': { timeoutMs: 200, deadlinePropagation: true }, 'a>b': { deadlinePropagation: true } },
    );
    const straight = new World(scenario).sim;
    straight.run(10e6);
    const first = new World(scenario).sim;
    first.run(1.12e6);
    const second = new World(scenario).sim;
    second.restore(first.save());
    second.run(10e6);
    expect(second.digest.text()).toBe(straight.digest.text());
  });
});
