import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { OK } from '#lib/base/outcomes.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { create as roundRobin } from './envoy-round-robin/behaviour.ts';
import { policy as roundRobinPolicy } from './envoy-round-robin/policy.ts';
import { create as leastRequest } from './least-request/behaviour.ts';
import { policy as leastRequestPolicy } from './least-request/policy.ts';

const weights = [{ weight: 3 }, { weight: 2 }, { weight: 2 }];

/** What a balancer picks in its first calls after each of so many changes that come to nothing. */
function afterChanges(name: string, seed: number, changes: number): string[] {
  const lone = new LoneHosts(3, { seed });
  const [create, { fields }] =
    name === 'round robin'
      ? ([roundRobin, roundRobinPolicy] as const)
      : ([leastRequest, leastRequestPolicy] as const);
  const config = { ...defaultsOf(fields), weights } as never;
  const balancer = create(lone.build(config), lone.endpoints);
  balancer.reset();
  return Array.from({ length: changes }, () => {
    lone.endpoints.mark(2, OUT.ejected, true);
    lone.endpoints.mark(2, OUT.ejected, false);
    return Array.from({ length: 5 }, () => {
      const call = lone.call();
      const picked = balancer.pick(call);
      lone.end(lone.send(call, picked), OK, balancer);
      return picked;
    }).join('');
  });
}

test.each(['round robin', 'least request'])(
  '%s of different weights begins at one random start, however often hosts change',
  (name) => {
    const starts = new Set<string>();
    for (let seed = 1; seed <= 20; seed++) {
      const picks = new Set(afterChanges(name, seed, 12));
      expect(picks.size).toBe(1);
      for (const each of picks) starts.add(each);
    }
    expect(starts.size).toBe(3);
  },
);
