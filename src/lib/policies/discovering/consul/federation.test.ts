import { describe, expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import type { Action } from '#lib/scenario/document.ts';
import { at, exactly, sketch, standing } from '#lib/scenario/sketch.ts';
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

/** Callers and two instances of one service in each of two datacenters, 40 ms apart, each with a registry of its own. */
function federated(query: Config, script: readonly Action[]): Watched {
  const registry = [
    'registry',
    { operationTime: exactly(0), mechanism: { is: 'consul', check, query } },
  ] as const;
  const nodes = {
    ce: ['client', { ratePerSecond: 20, arrivals: 'constant' }],
    cw: ['client', { ratePerSecond: 20, arrivals: 'constant' }],
    re: registry,
    rw: registry,
    s: ['service', { instances: 4, serviceTime: exactly(1) }],
  } as const;
  const calls = { timeoutMs: 500 };
  const edges = {
    'ce>s': calls,
    'cw>s': calls,
    'ce>re': {},
    'cw>rw': {},
    's>re': {},
    's>rw': {},
    're>rw': {},
    'rw>re': {},
  };
  const scenario = sketch(nodes, edges, script);
  const dcs = { east: ['datacenter'], west: ['datacenter'] } as const;
  const places = { ce: ['east'], cw: ['west'], re: ['east'], rw: ['west'], s: ['east', 'west'] };
  return new Watched(standing(scenario, dcs, places, { 'east~west': 40 }));
}
const fromEast = (watched: Watched, from: number, until = Infinity) =>
  watched.ends.filter(({ source, start }) => source === 'ce' && start > from && start < until);

describe('two datacenters', () => {
  const query = { is: 'prepared', failoverDatacenters: 'east,west' };
  const down = [0, 2].map((instance) => at(30, 'kill-instance', 's', {}, instance));
  const up = [0, 2].map((instance) => at(50, 'restart-instance', 's', {}, instance));

  test('know their own instances only', () => {
    const watched = federated(query, []).run(20);
    const registered = (chart: string) =>
      watched.steps(chart).flatMap(({ subject, from }) => (from === 'absent' ? [subject] : []));
    expect(registered('re/check')).toEqual(['s-1', 's-3']);
    expect(registered('rw/check')).toEqual(['s-2', 's-4']);
    // Nobody calls across.
    expect(
      Math.max(...watched.ends.filter(({ start }) => start > 10).map((end) => end.at - end.start)),
    ).toBeLessThan(0.01);
  });

  test('with failover, callers of one that has lost its instances are served by the other until they are back', () => {
    const watched = federated(query, [...down, ...up]).run(80);
    const away = fromEast(watched, 36, 50);
    expect(away.every(({ outcome }) => outcome === 'ok')).toBe(true);
    // The question goes across and back, and then the call: 4 ms near by, and 4 times 40 ms more for the way.
    expect(Math.min(...away.map((end) => end.at - end.start))).toBeCloseTo(0.167, 6);
    const back = fromEast(watched, 60);
    expect(Math.max(...back.map((end) => end.at - end.start))).toBeLessThan(0.01);
  });

  test('without it, they fail', () => {
    const watched = federated({ is: 'dns' }, down).run(60);
    expect(new Set(fromEast(watched, 36).map(({ outcome }) => outcome))).toEqual(new Set(['no-instance']));
  });

  test('cut off from each other go on by themselves; who needs the other one finds nobody', () => {
    const cut = [at(20, 'partition', 'east')];
    const whole = federated(query, cut).run(60);
    expect(whole.outcomes).toEqual({ ok: whole.ends.length });
    const halved = federated(query, [...cut, ...down]).run(60);
    const after = fromEast(halved, 40);
    expect(after.some(({ outcome }) => outcome === 'ok')).toBe(false);
    // The other registry does not answer: until the edge’s time-out nobody knows, and the call has timed out before that.
    expect(new Set(after.map(({ outcome }) => outcome))).toEqual(new Set(['timed-out']));
  });
});
