import { describe, expect, test } from 'vitest';
import { HOP } from '#lib/base/hop.ts';
import { gallery } from '#lib/gallery/gallery.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const { scenario } = gallery.get('health-check-arithmetic')!;
const FAILURES = 3;
const INSTANCES = 3;
const CALLS_PER_SECOND = 30;
/** Moments of the death within the longest interval; the first is the scenario’s own. */
const DEATHS = [61.5, 66.2, 70.9, 75.6, 80.3, 85, 89.7];

const COLUMNS = [
  [5, 'Callers of five', 'Order five-2', 'e2'],
  [10, 'Callers of ten', 'Order ten-2', 'e4'],
  [30, 'Callers of thirty', 'Order thirty-2', 'e6'],
] as const;

const runs = DEATHS.map((death) => {
  const script = scenario.script.map((action) => ({ ...action, atMicros: death * 1e6 }));
  return { death, watched: new Watched({ ...scenario, script }).run(190) };
});

describe.each(COLUMNS)('checks every %i s', (interval, caller, instance, edge) => {
  test('a dead instance gets its share of traffic for two to three intervals', () => {
    const found = runs.map(({ death, watched }) => {
      const lost = watched.ends.filter(({ source, outcome }) => source === caller && outcome !== 'ok');
      expect(new Set(lost.map(({ outcome }) => outcome))).toEqual(new Set(['connection-refused']));
      const lasted = watched.sim.counters.lastGhostCall[watched.instance(instance).host] / 1e6 - death;
      expect(Math.abs(lost.length - (lasted * CALLS_PER_SECOND) / INSTANCES)).toBeLessThanOrEqual(2);
      return lasted;
    });
    const gap = INSTANCES / CALLS_PER_SECOND;
    expect(Math.min(...found)).toBeGreaterThanOrEqual((FAILURES - 1) * interval - gap);
    expect(Math.max(...found)).toBeLessThanOrEqual(FAILURES * interval + 0.01);
  });

  test('its checks are so many a second, all the time', () => {
    const [{ watched }] = runs;
    const probes = watched.hops.filter((hop) => {
      return hop.edge === edge && hop.shape === HOP.probe && !hop.back && hop.start < 60;
    });
    expect(probes.length / 60).toBeCloseTo(INSTANCES / interval, 6);
  });
});

test('the scenario’s own: 13.5, 28.5 and 88.5 s', () => {
  const [{ watched, death }] = runs;
  const out = watched.steps('e').filter(({ to, at: when }) => to === 'unhealthy' && when > death);
  expect(out.map(({ at: when }) => Math.round((when - death) * 10) / 10)).toEqual([13.5, 28.5, 88.5]);
});

/** Three instances beat; a lease of three beats is three failures. */
test.each([5, 10, 30])(
  'heartbeats of %i s: the same arithmetic at a registry, and the same load',
  (interval) => {
    const death = 100.3;
    const mechanism = { is: 'leased', heartbeatSeconds: interval, leaseSeconds: FAILURES * interval };
    const nodes = {
      c: ['client', { ratePerSecond: 30, arrivals: 'constant' }],
      s: ['service', { instances: INSTANCES, serviceTime: exactly(1) }],
      r: ['registry', { mechanism }],
    } as const;
    const kill = [at(death, 'kill-instance', 's', {}, 1)];
    for (const seed of [1, 2, 3, 4, 5]) {
      const watched = new Watched(sketch(nodes, { 'c>s': {}, 'c>r': {}, 's>r': {} }, kill, seed)).run(200);
      const lasted = watched.sim.counters.lastGhostCall[watched.instance('s-2').host] / 1e6 - death;
      expect(lasted).toBeGreaterThan((FAILURES - 1) * interval - 0.1);
      // Its sweep looks every second.
      expect(lasted).toBeLessThan(FAILURES * interval + 1.01);
      const beats = watched.hops.filter(({ edge, back, start }) => {
        return edge === 's>r' && !back && start > 0 && start < 90;
      });
      expect(beats.length / 90).toBeCloseTo(INSTANCES / interval, 6);
    }
  },
);
