import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import '#lib/policies/all-behaviours.ts';
import { at } from '#lib/scenario/sketch.ts';
import { World } from '#lib/world/world.ts';

const { scenario } = gallery.get('reference')!;
const incident = {
  ...scenario,
  script: [
    at(1, 'fail-share', 'n8', { percent: 100 }),
    at(2, 'kill-instance', 'n9', {}, 1),
    at(3, 'registry-down', 'n5'),
    at(4, 'restart-instance', 'n9', {}, 1),
    at(4, 'add-latency', 'n10', { extraMs: 300 }),
    at(6, 'registry-up', 'n5'),
  ],
};

test('an incident goes on from a snapshot of any of its moments as if nothing had been', () => {
  const straight = new World(incident).sim;
  straight.run(9e6);
  const first = new World(incident).sim;
  const snapshots = Array.from({ length: 9 }, (_, second) => {
    first.run(second * 1e6);
    return first.save();
  });
  // Latest first, each into a world that has just been elsewhere.
  const second = new World(incident).sim;
  for (const snapshot of snapshots.toReversed()) {
    second.restore(snapshot);
    second.run(9e6);
    expect(second.digest.text()).toBe(straight.digest.text());
    expect(second.counters.outcomes).toEqual(straight.counters.outcomes);
  }
});
