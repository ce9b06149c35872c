import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { kinds } from '#lib/kinds/kinds.ts';
import '#lib/policies/all-behaviours.ts';
import { at, sketch } from '#lib/scenario/sketch.ts';
import { World } from '#lib/world/world.ts';
import {
  balancers,
  breakers,
  budgets,
  checkers,
  ejectors,
  isolators,
  limiters,
  retries,
} from './behaviours.ts';
import type { CallFamily } from './definition.ts';
import { families } from './families.ts';
import { policies } from './policies.ts';

const atWork: Readonly<Record<CallFamily, ReadonlyMap<string, unknown>>> = {
  retrying: retries,
  budgeting: budgets,
  breaking: breakers,
  limiting: limiters,
  isolating: isolators,
  ejecting: ejectors,
  checking: checkers,
  balancing: balancers,
};
test.each(policies)(
  '$family/$policy has a behaviour and a card, and survives failures and a snapshot',
  (policy) => {
    expect(atWork[policy.family].has(policy.policy)).toBe(true);
    const card = new URL(`./${policy.family}/${policy.policy}/docs.md`, import.meta.url);
    expect(existsSync(card)).toBe(true);
    for (const part of ['## Modelled', '## Not modelled', '## Sources']) {
      expect(readFileSync(card, 'utf8')).toContain(part);
    }
    // No breaker beside it: a limiter's refusals would open one.
    const none = { is: 'none' };
    const chosen = {
      breaker: none,
      [families[policy.family].setting]: { is: policy.policy, ...defaultsOf(policy.fields) },
    };
    const service = ['service', defaultsOf(kinds.get('service')!.fields)] as const;
    const nodes = { c: ['client', { ratePerSecond: 50 }], g: ['gateway', {}], s: service } as const;
    const script = [
      at(2, 'fail-share', 's'),
      at(3, 'kill-instance', 's', {}, 1),
      at(4, 'fail-share', 's', { percent: 0 }),
    ];
    const scenario = sketch(nodes, { 'c>g': {}, 'g>s': chosen }, script);
    const straight = new World(scenario).sim;
    straight.run(40e6);
    const first = new World(scenario).sim;
    first.run(3.5e6);
    const second = new World(scenario).sim;
    second.restore(first.save());
    second.run(40e6);
    expect(second.digest.text()).toBe(straight.digest.text());
    expect(straight.counters.outcomes[0]).toBeGreaterThan(50);
  },
);
