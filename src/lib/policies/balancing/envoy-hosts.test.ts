import { expect, test } from 'vitest';
import { MICROS_PER_S } from '#lib/base/time.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { EnvoyHosts } from './envoy-hosts.ts';

const WINDOW = 100;

function slowlyStarting(room = 2, listed = room) {
  const lone = new LoneHosts(room, { listed });
  const config = {
    weights: [],
    healthyPanicThresholdPercent: 0,
    slowStartWindowSeconds: WINDOW,
    slowStartAggression: 1,
    slowStartMinWeightPercent: 10,
  };
  let scheduled = 0;
  const hosts = new EnvoyHosts(lone.build(config), lone.endpoints, () => scheduled++);
  hosts.reset();
  const wait = (seconds: number) => lone.wait(seconds * MICROS_PER_S);
  return { lone, hosts, wait, scheduled: () => scheduled };
}

test('the window begins when a host is listed, not when it is first picked', () => {
  const { lone, hosts, wait } = slowlyStarting(2, 1);
  wait(1_000);
  lone.endpoints.set([0, 1]);
  wait(60);
  expect([hosts.startFactor(0), hosts.startFactor(1)]).toEqual([1, 0.6]);
});

test('the window begins anew when a failed health check passes again', () => {
  const { lone, hosts, wait } = slowlyStarting();
  wait(1_000);
  lone.endpoints.mark(1, OUT.unhealthy, true);
  wait(5);
  lone.endpoints.mark(1, OUT.unhealthy, false);
  wait(30);
  expect([hosts.startFactor(0), hosts.startFactor(1)]).toEqual([1, 0.3]);
});

test('a host that was ejected comes back with its full weight at once', () => {
  const { lone, hosts, wait } = slowlyStarting();
  wait(1_000);
  lone.endpoints.mark(1, OUT.ejected, true);
  wait(30);
  lone.endpoints.mark(1, OUT.ejected, false);
  expect(hosts.startFactor(1)).toBe(1);
  expect(hosts.areWeighted).toBe(false);
});

test('an ejection within the window does not hold it up', () => {
  const { lone, hosts, wait } = slowlyStarting();
  wait(20);
  lone.endpoints.mark(1, OUT.ejected, true);
  wait(30);
  lone.endpoints.mark(1, OUT.ejected, false);
  expect(hosts.startFactor(1)).toBe(0.5);
});

test('a host that is taken off the list and listed again is new', () => {
  const { lone, hosts, wait } = slowlyStarting();
  wait(1_000);
  lone.endpoints.set([0]);
  lone.endpoints.set([0, 1]);
  wait(20);
  expect([hosts.startFactor(0), hosts.startFactor(1)]).toEqual([1, 0.2]);
});

test('once a host started slowly, hosts are scheduled by weight until the next change after its window', () => {
  const { lone, hosts, wait, scheduled } = slowlyStarting();
  wait(WINDOW + 1);
  expect(hosts.areWeighted).toBe(true);
  const before = scheduled();
  lone.endpoints.mark(1, OUT.ejected, true);
  expect([hosts.areWeighted, scheduled()]).toEqual([false, before]);
});
