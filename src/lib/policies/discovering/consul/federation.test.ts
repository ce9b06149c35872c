import { describe, expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import type { Action } from '#lib/scenario/document.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const check = { is: 'http', intervalSeconds: 2, timeoutSeconds: 1 };
const wan = { latency: exactly(40) };

/** A caller in dc1, whose registry can ask that of dc2, 40 ms away, where the service is. */
function abroad(query: Config, script: readonly Action[], datacenter = 'dc2'): Watched {
  const registry = (name: string) =>
    [
      'registry',
      { operationTime: exactly(0), mechanism: { is: 'consul', datacenter: name, check, query } },
    ] as const;
  const nodes = {
    c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
    r1: registry(''),
    r2: registry('dc2'),
    s: ['service', { instances: 2, serviceTime: exactly(1) }],
  } as const;
  const edges = { 'c>s': { ...wan, timeoutMs: 500 }, 'c>r1': { datacenter }, 's>r2': {}, 'r1>r2': wan };
  return new Watched(sketch(nodes, edges, script));
}
const late = (watched: Watched, from: number) => watched.ends.filter(({ start }) => start > from);

describe('asked for another datacenter, a registry', () => {
  test('forwards the question, whose answer is as new as there, and costs the way', () => {
    const watched = abroad({ is: 'dns' }, []).run(30);
    const took = late(watched, 10).map((end) => end.at - end.start);
    expect(late(watched, 10).every(({ outcome }) => outcome === 'ok')).toBe(true);
    // 2 ms to its registry and back, 80 ms between the registries, 81 ms for the call.
    expect(Math.min(...took)).toBeCloseTo(0.163, 6);
    expect(Math.max(...took)).toBeCloseTo(0.163, 6);
  });

  test('holds a blocking query there, and hands the change on at once', () => {
    const watched = abroad({ is: 'blocking' }, [at(30, 'kill-instance', 's', {}, 1)]).run(60);
    const [turned] = watched.steps('r2/check').filter((step) => step.at > 30);
    expect(turned).toMatchObject({ subject: 's-2', to: 'critical' });
    const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
    expect(Math.max(...refused.map(({ start }) => start))).toBeLessThanOrEqual(turned.at + 0.041 + 1e-9);
    const questions = watched.hops.filter(({ edge, back, start }) => edge === 'r1>r2' && !back && start > 10);
    expect(questions).toHaveLength(1);
    expect(questions[0].start).toBeCloseTo(turned.at + 0.04 + 0.002, 6);
  });

  test('answers with an error when it cannot be reached: nothing older is served', () => {
    const outage = [at(30, 'registry-down', 'r2'), at(40, 'registry-up', 'r2')];
    const watched = abroad({ is: 'dns' }, outage).run(60);
    const during = watched.ends.filter(({ start }) => start > 30 && start < 39.9);
    expect(new Set(during.map(({ outcome }) => outcome))).toEqual(new Set(['no-instance']));
    expect(late(watched, 40.1).every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  test('answers with an error at once when it has no way there', () => {
    const watched = abroad({ is: 'dns' }, [], 'dc3').run(10);
    expect(watched.outcomes).toEqual({ 'no-instance': watched.ends.length });
    expect(Math.max(...watched.ends.map((end) => end.at - end.start))).toBeCloseTo(0.002, 6);
  });
});

describe('a prepared query with failover', () => {
  test('finds nobody here and asks the others in their order', () => {
    const watched = abroad({ is: 'prepared', failoverDatacenters: 'dc9, dc2' }, [], '').run(30);
    expect(late(watched, 10).every(({ outcome }) => outcome === 'ok')).toBe(true);
    const explained = watched.sim.instances[1].behaviour.explain!();
    const asked = watched.hops.filter(({ edge, back }) => edge === 'c>r1' && !back);
    expect(explained.find(({ key }) => key === 'failed-over')!.value).toBe(asked.length);
  });

  test('finds nobody at all when the others cannot be reached either', () => {
    const query = { is: 'prepared', failoverDatacenters: 'dc2' };
    const watched = abroad(query, [at(30, 'registry-down', 'r2')], '').run(60);
    expect(new Set(late(watched, 30).map(({ outcome }) => outcome))).toEqual(new Set(['no-instance']));
  });

  test('without it, what is not registered here is not found', () => {
    const watched = abroad({ is: 'dns' }, [], '').run(30);
    expect(watched.outcomes).toEqual({ 'no-instance': watched.ends.length });
  });
});
