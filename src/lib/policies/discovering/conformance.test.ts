import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import '#lib/policies/all-behaviours.ts';
import { mechanisms } from '#lib/policies/policies.ts';
import { at, sketch } from '#lib/scenario/sketch.ts';
import { World } from '#lib/world/world.ts';

const script = [
  at(100, 'kill-instance', 's', {}, 1),
  at(120, 'restart-instance', 's', {}, 1),
  at(130, 'hang-instance', 's', {}, 0),
  at(150, 'recover-instance', 's', {}, 0),
  at(160, 'replace-instance', 's', {}, 2),
  at(170, 'stop-instance', 's', {}, 0),
  at(180, 'registry-down', 'r'),
  at(200, 'registry-up', 'r'),
  at(210, 'restart-instance', 's', {}, 0),
];

test.each(mechanisms)(
  '$policy has a card, and its callers find instances through every fault and a snapshot',
  ({ policy, fields }) => {
    const card = new URL(`./${policy}/docs.md`, import.meta.url);
    expect(existsSync(card)).toBe(true);
    for (const part of ['## Modelled', '## Not modelled', '## Sources']) {
      expect(readFileSync(card, 'utf8')).toContain(part);
    }
    const mechanism = { is: policy, ...defaultsOf(fields) };
    const nodes = {
      c: ['client', { ratePerSecond: 20 }],
      s: ['service', { instances: 3 }],
      r: ['registry', { mechanism }],
    } as const;
    const scenario = sketch(nodes, { 'c>s': { timeoutMs: 1_000 }, 'c>r': {}, 's>r': {} }, script);
    const straight = new World(scenario).sim;
    straight.run(900e6);
    for (const atMicros of [90e6, 165e6, 190e6]) {
      const first = new World(scenario).sim;
      first.run(atMicros);
      const second = new World(scenario).sim;
      second.restore(first.save());
      second.run(900e6);
      expect(second.digest.text()).toBe(straight.digest.text());
    }
    // Ten minutes after the last fault everyone calls whoever is there, and nobody else.
    const before = straight.counters.outcomes.slice();
    straight.run(930e6);
    const ended = straight.counters.outcomes.map((count, outcome) => count - before[outcome]);
    expect(ended[0]).toBeGreaterThan(400);
    expect(ended.slice(1).reduce((sum, count) => sum + count, 0)).toBe(0);
  },
);
