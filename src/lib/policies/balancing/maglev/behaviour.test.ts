import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { xxHash64 } from '#lib/policies/balancing/xxhash64.ts';
import { create } from './behaviour.ts';
import { policy, type MaglevConfig } from './policy.ts';
import { fillTable, preferenceOf } from './table.ts';

function balancerOf(hosts: number, config: Partial<MaglevConfig>) {
  const lone = new LoneHosts(hosts);
  const settings = { ...(defaultsOf(policy.fields) as MaglevConfig), ...config };
  const balancer = create(lone.build(settings), lone.endpoints);
  balancer.reset();
  const pick = (client: number, ordinal = 0) => {
    const call = lone.call(client);
    lone.sim.frames.ordinal[call] = ordinal;
    const host = balancer.pick(call);
    lone.sim.frames.free(call);
    return host;
  };
  return { lone, balancer, pick };
}

test('a key’s place is its 64-bit hash modulo the size of the table', () => {
  const { pick } = balancerOf(5, { hashKey: { is: 'client' } });
  const table = new Uint8Array(65_537);
  fillTable(
    table,
    [0, 1, 2, 3, 4].map((slot) => preferenceOf(slot, `host ${slot + 1}`, 1, table.length)),
  );
  for (let client = 0; client < 200; client++) {
    expect(pick(client)).toBe(table[Number(xxHash64(`client-${client}`) % 65_537n)]);
  }
});

test('many users are spread evenly, and nearly all keep their host when another is ejected', () => {
  const { lone, pick, balancer } = balancerOf(4, { hashKey: { is: 'user', users: 4_000 } });
  const picks = () => Array.from({ length: 20_000 }, (_, ordinal) => pick(0, ordinal));
  const before = picks();
  for (let slot = 0; slot < 4; slot++) {
    const count = before.filter((host) => host === slot).length;
    // 4,000 users are 1,000 a host, give or take 27; the requests add their own.
    expect(Math.abs(count / 20_000 - 0.25)).toBeLessThan(0.03);
  }
  lone.endpoints.mark(2, OUT.ejected, true);
  const after = picks();
  const others = before.flatMap((host, i) => (host === 2 ? [] : [after[i] === host]));
  expect(others.filter((kept) => !kept).length / others.length).toBeLessThan(0.06);
  expect(after).not.toContain(2);
  expect(balancer.explain()[0].bars!.length).toBe(3);
});
