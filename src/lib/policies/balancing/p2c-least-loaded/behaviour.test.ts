import { expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { exceptions } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';

/** Four hosts, one of which has a call that does not end; how often each of them is taken. */
function besideOneBusy(seed: number, calls: number) {
  const lone = new LoneHosts(4, { seed });
  const balancer = create(lone.build({}), lone.endpoints);
  balancer.reset();
  const busy = balancer.pick(lone.call());
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < calls; i++) {
    const call = lone.call();
    const host = balancer.pick(call);
    lone.end(lone.send(call, host), OK, balancer);
    counts[host]++;
  }
  return { balancer, counts, busy };
}

test('the only busy host is never taken while others are idle', () => {
  const { balancer, counts, busy } = besideOneBusy(1, 1_000);
  expect(counts[busy]).toBe(0);
  const shown = balancer.explain()[0].bars!.map(({ value }) => value);
  expect(shown.sort()).toEqual([0, 0, 0, 1]);
});

test('idle hosts are taken equally often', () => {
  const holds = (seed: number) => {
    const { counts, busy } = besideOneBusy(seed, 3_000);
    // Three standard deviations of 3,000 fair draws of three.
    return counts.every((count, host) => host === busy || Math.abs(count - 1_000) < 78);
  };
  expect(exceptions(holds)).toEqual([]);
});
