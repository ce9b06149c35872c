import fc from 'fast-check';
import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { at, sketch } from '#lib/scenario/sketch.ts';
import { World } from '#lib/world/world.ts';
import { silent } from './sink.ts';

/** Kubernetes' IntOrString, written down anew: `Math.ceil` for a surge, `Math.floor` for what may be unavailable. */
const resolved = (value: Share, desired: number, round: (x: number) => number) =>
  value.is === 'count' ? value.count : round((value.percent / 100) * desired);
type Share = { is: 'count'; count: number } | { is: 'percent'; percent: number };

const share: fc.Arbitrary<Share> = fc.oneof(
  fc.record({ is: fc.constant('count' as const), count: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ is: fc.constant('percent' as const), percent: fc.integer({ min: 0, max: 100 }) }),
);
const rollout = fc.record({
  instances: fc.integer({ min: 1, max: 10 }),
  maxSurge: share,
  maxUnavailable: share,
  minReadySeconds: fc.integer({ min: 0, max: 4 }),
  startSeconds: fc.integer({ min: 0, max: 4 }),
  preStopSeconds: fc.integer({ min: 0, max: 6 }),
  again: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
  another: fc.option(fc.integer({ min: 0, max: 10 }), { nil: null }),
});

test('at every step of any rolling deployment, no more exist and no fewer are available than its fenceposts say', () => {
  fc.assert(
    fc.property(rollout, (given) => {
      const { instances, maxSurge, maxUnavailable, minReadySeconds, again, another, ...pace } = given;
      const surge = resolved(maxSurge, instances, Math.ceil);
      const down = resolved(maxUnavailable, instances, Math.floor);
      const mostBeyond = instances + surge;
      const least = Math.max(0, instances - (surge === 0 && down === 0 ? 1 : down));

      const config = { maxSurge, maxUnavailable, minReadySeconds };
      const times = [10, ...(again === null ? [] : [10 + again])];
      if (again !== null && another !== null) times.push(10 + again + another);
      const script = times.map((seconds) => at(seconds, 'deploy', 's', config));
      const scenario = sketch({ s: ['service', { instances, ...pace }] }, {}, script);

      // What the test knows of each address comes from the record alone.
      const upSince = new Map<number, number>();
      const present = new Set<number>();
      const seen: string[] = [];
      const world: World = new World(scenario, {
        ...silent,
        transition(now, chart, subject, _from, to) {
          const { concern, states } = world.plan.charts[chart];
          if (concern !== 'life') return;
          const state = states[to];
          if (state === 'starting') present.add(subject);
          else if (state === 'up') upSince.set(subject, now);
          else {
            present.delete(subject);
            upSince.delete(subject);
          }
          const minReady = minReadySeconds * 1e6;
          const available = [...upSince.values()].filter((since) => now - since >= minReady).length;
          if (present.size > mostBeyond) seen.push(`${now}: ${present.size} exist, of ${mostBeyond}`);
          if (available < least) seen.push(`${now}: ${available} are available, of ${least}`);
        },
      });
      for (let i = 0; i < instances; i++) {
        present.add(i);
        upSince.set(i, -1e9);
      }
      world.sim.run(600e6);
      expect(seen).toEqual([]);
      const [fleet] = world.sim.fleets;
      expect(fleet?.face()).toEqual([]);
      expect(present.size).toBe(instances);
      expect([...present].every((host) => fleet?.versionOf(host) === 1 + times.length)).toBe(true);
    }),
    { seed: 20_261_127, numRuns: 300 },
  );
});
