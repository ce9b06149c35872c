import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import type { HashKey } from '#lib/policies/envoy-fields.ts';
import { create } from './behaviour.ts';
import { policy, type RingHashConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as RingHashConfig;

function balancerOf(hashKey: HashKey) {
  const lone = new LoneHosts(5);
  for (const path of ['/', '/users', '/orders', '/search']) lone.sim.paths.intern(path);
  const balancer = create(lone.build({ ...defaults, hashKey }), lone.endpoints);
  balancer.reset();
  const pick = (client: number, path: number, ordinal = 0) => {
    const call = lone.call(client, path);
    lone.sim.frames.ordinal[call] = ordinal;
    const host = balancer.pick(call);
    lone.sim.frames.free(call);
    return host;
  };
  return { lone, balancer, pick };
}

test('calls of one path go to one host, whoever makes them', () => {
  const { pick } = balancerOf({ is: 'path' });
  const hosts = [0, 1, 2, 3].map((path) => pick(0, path));
  expect(new Set(hosts).size).toBeGreaterThan(1);
  for (let client = 0; client < 20; client++) {
    expect([0, 1, 2, 3].map((path) => pick(client, path, client))).toEqual(hosts);
  }
});

test('calls of one client go to one host, whatever they ask for', () => {
  const { pick } = balancerOf({ is: 'client' });
  const hosts = Array.from({ length: 20 }, (_, client) => pick(client, 0));
  expect(new Set(hosts).size).toBeGreaterThan(2);
  expect(Array.from({ length: 20 }, (_, client) => pick(client, 3, 99))).toEqual(hosts);
});

test('most users keep their host while another is ejected, and all get theirs back', () => {
  const { lone, pick, balancer } = balancerOf({ is: 'user', users: 300 });
  const picks = () => Array.from({ length: 1_000 }, (_, ordinal) => pick(0, 0, ordinal));
  const before = picks();
  lone.endpoints.mark(3, OUT.ejected, true);
  const after = picks();
  expect(after).not.toContain(3);
  const others = before.flatMap((host, i) => (host === 3 ? [] : [after[i] === host]));
  expect(others.filter((kept) => kept).length / others.length).toBeGreaterThan(0.75);
  lone.endpoints.mark(3, OUT.ejected, false);
  expect(picks()).toEqual(before);
  expect(balancer.explain()[0].bars!.length).toBe(5);
});
