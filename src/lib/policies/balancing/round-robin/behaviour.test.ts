import { expect, test } from 'vitest';
import { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import { Host } from '#lib/engine/host.ts';
import { loneEndpoints } from '#lib/engine/lone-endpoints.ts';
import { Simulation } from '#lib/engine/simulation.ts';
import { silent } from '#lib/engine/sink.ts';
import { create } from './behaviour.ts';

test('a turn beyond the end of a list that became shorter goes round it, and every instance still has its turn', () => {
  const sim = new Simulation({ nodes: 1, hosts: 9, edges: 1, layers: 0 }, silent);
  const place = { owner: 'e1', instance: 0, instances: ['caller'], seed: 1 };
  const endpoints = loneEndpoints(sim, 9);
  const balancer = create(new Build(sim, {}, new Host(sim, 0), place), endpoints);
  const picks = (count: number) => Array.from({ length: count }, () => balancer.pick(0));
  expect(picks(1)).toEqual([NONE]);
  endpoints.set([5, 6, 7, 8]);
  expect(picks(3)).toEqual([5, 6, 7]);
  endpoints.set([5, 6]);
  expect(picks(4)).toEqual([6, 5, 6, 5]);
  endpoints.set([]);
  expect(picks(1)).toEqual([NONE]);
  endpoints.set([7, 8]);
  balancer.reset();
  expect(picks(2)).toEqual([7, 8]);
});
