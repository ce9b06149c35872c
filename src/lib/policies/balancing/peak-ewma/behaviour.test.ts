import { expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { create } from './behaviour.ts';
import { policy, type PeakEwmaConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as PeakEwmaConfig;

function balancerOf(hosts: number, seed = 1) {
  const lone = new LoneHosts(hosts, { seed });
  const balancer = create(lone.build(defaults), lone.endpoints);
  balancer.reset();
  const begin = () => {
    const call = lone.call();
    return lone.send(call, balancer.pick(call));
  };
  const end = (call: number) => lone.end(call, OK, balancer);
  /** Loads as they are shown, in ms. */
  const loads = () => balancer.explain()[0].bars!.map(({ value }) => value);
  return { lone, balancer, begin, end, loads };
}

test('a host never asked has 30 ms, times calls under way and one', () => {
  const { begin, loads } = balancerOf(1);
  begin();
  expect(loads()).toEqual([60]);
  begin();
  expect(loads()).toEqual([90]);
});

test('a slow answer counts at once, and decays to 37 % within 10 s', () => {
  const { lone, begin, end, loads } = balancerOf(1);
  const call = begin();
  lone.wait(800e3);
  end(call);
  expect(loads()[0]).toBeCloseTo(800, 9);
  lone.wait(10e6);
  expect(loads()[0]).toBeCloseTo(800 / Math.E, 9);
});

test('a fast answer draws the estimate nearer by the time since its last move', () => {
  const { lone, begin, end, loads } = balancerOf(1);
  const slow = begin();
  lone.wait(100e3);
  end(slow);
  lone.wait(5e6);
  const fast = begin();
  lone.wait(10e3);
  end(fast);
  const kept = Math.exp(-5.01 / 10);
  expect(loads()[0]).toBeCloseTo(100 * kept + 10 * (1 - kept), 6);
});

test('of two hosts, always both drawn, the one with the lower load is taken', () => {
  const { lone, begin, end } = balancerOf(2);
  const slow = begin();
  const { callee } = lone.sim.frames;
  const slowHost = callee[slow];
  lone.wait(500e3);
  end(slow);
  // 500 ms against 30: sixteen calls under way make the fast one as loaded.
  const taken = Array.from({ length: 15 }, () => callee[begin()]);
  expect(new Set(taken)).toEqual(new Set([1 - slowHost]));
  begin();
  expect(Array.from({ length: 4 }, () => callee[begin()])).toContain(slowHost);
});

test('shown loads do not move the real ones', () => {
  const picks = (look: boolean) => {
    const { lone, begin, end, loads } = balancerOf(3, 9);
    return Array.from({ length: 60 }, (_, i) => {
      const call = begin();
      lone.wait(1e3 * (1 + ((i * 7) % 40)));
      if (look) loads();
      const host = lone.sim.frames.callee[call];
      end(call);
      return host;
    });
  };
  expect(picks(true)).toEqual(picks(false));
});

test('a host that is listed anew is one that was never asked', () => {
  const { lone, begin, end, loads } = balancerOf(2);
  const call = begin();
  const slow = lone.sim.frames.callee[call];
  lone.wait(900e3);
  end(call);
  lone.endpoints.set([1 - slow]);
  end(begin());
  lone.endpoints.set([0, 1]);
  end(begin());
  expect(loads()[slow]).toBeLessThanOrEqual(30);
});
