import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { scalers } from '#lib/policies/behaviours.ts';
import { scalings } from '#lib/policies/policies.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { World } from '#lib/world/world.ts';

const script = [
  at(100, 'kill-instance', 's', {}, 0),
  at(150, 'deploy', 's'),
  at(200, 'restart-instance', 's', {}, 0),
  at(400, 'scale', 's', { instances: 1 }),
  at(700, 'slow-link', 'c>s'),
];

test.each(scalings)(
  '$policy has a card, stays within its bounds, and survives faults and a snapshot',
  (scaling) => {
    const { policy, fields } = scaling;
    expect(scalers.has(policy)).toBe(true);
    const card = readFileSync(new URL(`./${policy}/docs.md`, import.meta.url), 'utf8');
    expect(existsSync(new URL(`./${policy}/policy.ts`, import.meta.url))).toBe(true);
    for (const part of ['## Modelled', '## Not modelled', '## Sources']) expect(card).toContain(part);
    // Every autoscaler has a least and a most, in these words: the addresses follow from them.
    const defaults = defaultsOf(fields) as { minReplicas: number; maxReplicas: number };
    const autoscaling = { is: policy, ...defaults, maxReplicas: 5 };
    const s = ['service', { instances: 2, threads: 4, serviceTime: exactly(100), autoscaling }] as const;
    const load = { is: 'wave', amplitudePercent: 100, periodSeconds: 500 };
    const nodes = { c: ['client', { ratePerSecond: 80, load }], r: ['registry', {}], s } as const;
    const scenario = sketch(nodes, { 'c>s': {}, 'c>r': {}, 's>r': {} }, script);
    const straight = new World(scenario).sim;
    const numbers = new Set<number>();
    for (let seconds = 1; seconds <= 1_500; seconds++) {
      straight.run(seconds * 1e6);
      const count = straight.fleets[2]!.explain().find(({ key }) => key === 'available')!.of!;
      if (seconds > 100) numbers.add(count);
    }
    expect(Math.max(...numbers)).toBe(5);
    expect(Math.min(...numbers)).toBe(1);
    for (const seconds of [120, 460, 1_000]) {
      const first = new World(scenario).sim;
      first.run(seconds * 1e6);
      const second = new World(scenario).sim;
      second.run(10e6);
      second.restore(first.save());
      second.run(1_500e6);
      expect(second.digest.text()).toBe(straight.digest.text());
    }
  },
);
