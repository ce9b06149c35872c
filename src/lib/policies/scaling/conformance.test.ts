import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { kinds } from '#lib/kinds/kinds.ts';
import '#lib/policies/all-behaviours.ts';
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

const END = 2_500;

test.each(scalings)(
  '$policy has a card, stays within its bounds, and survives faults and a snapshot',
  (scaling) => {
    const { policy, fields } = scaling;
    expect(scalers.has(policy)).toBe(true);
    const card = readFileSync(new URL(`./${policy}/docs.md`, import.meta.url), 'utf8');
    expect(existsSync(new URL(`./${policy}/policy.ts`, import.meta.url))).toBe(true);
    for (const part of ['## Modelled', '## Not modelled', '## Sources']) expect(card).toContain(part);
    // Every autoscaler has a least and a most, in one of these words: the addresses follow from them.
    const most = ['maxReplicas', 'maxCapacity'].find((key) => Object.hasOwn(fields, key))!;
    const autoscaling = { is: policy, ...defaultsOf(fields), [most]: 5 };
    expect(kinds.get('service')!.addresses!({ instances: 2, autoscaling } as never)).toBe(10);
    const s = ['service', { instances: 2, threads: 4, serviceTime: exactly(100), autoscaling }] as const;
    // Five are wanted until 1,300 s, then one.
    const load = { is: 'step', steps: [{ atSeconds: 1_300, ratePerSecond: 2 }] };
    const nodes = { c: ['client', { ratePerSecond: 160, load }], r: ['registry', {}], s } as const;
    const scenario = sketch(nodes, { 'c>s': {}, 'c>r': {}, 's>r': {} }, script);
    const straight = new World(scenario).sim;
    const numbers = new Map<number, number>();
    for (let seconds = 50; seconds <= END; seconds += 50) {
      straight.run(seconds * 1e6);
      numbers.set(seconds, straight.fleets[2]!.explain().find(({ key }) => key === 'available')!.of!);
    }
    expect([numbers.get(1_300), numbers.get(END)]).toEqual([5, 1]);
    expect(Math.max(...numbers.values())).toBe(5);
    for (const seconds of [120, 460, 1_800]) {
      const first = new World(scenario).sim;
      first.run(seconds * 1e6);
      const second = new World(scenario).sim;
      second.run(10e6);
      second.restore(first.save());
      second.run(END * 1e6);
      expect(second.digest.text()).toBe(straight.digest.text());
    }
  },
);
