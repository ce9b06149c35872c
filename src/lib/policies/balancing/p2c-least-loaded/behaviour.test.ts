import { expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { create } from './behaviour.ts';

test('the only busy host is never taken while others are idle, and those are taken equally often', () => {
  const lone = new LoneHosts(4, { seed: 77 });
  const balancer = create(lone.build({}), lone.endpoints);
  balancer.reset();
  const serve = () => {
    const call = lone.call();
    const host = balancer.pick(call);
    lone.end(lone.send(call, host), OK, balancer);
    return host;
  };
  const busy = balancer.pick(lone.call());
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 3_000; i++) counts[serve()]++;
  expect(counts[busy]).toBe(0);
  // 3.5 standard deviations of 3,000 fair draws of three.
  for (const count of counts.filter((each) => each > 0)) expect(Math.abs(count - 1_000)).toBeLessThan(91);
  expect(
    balancer
      .explain()[0]
      .bars!.map(({ value }) => value)
      .sort(),
  ).toEqual([0, 0, 0, 1]);
});
