import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { Watched } from '#lib/world/watched.ts';

const KILLED_S = 20;
const RESTARTED_S = 60;
const RATE = 60;

const told = () => new Watched(gallery.get('client-side-discovery')!.scenario).run(RESTARTED_S);
const calm = () => new Watched(gallery.get('client-side-discovery')!.scenario).run(KILLED_S);

test('a call is two hops, there and back, and takes 12 ms', () => {
  const watched = calm();
  const calls = new Set(['e1', 'e2']);
  const hops = watched.hops.filter(({ edge, start }) => calls.has(edge) && start > 1 && start < 19);
  const sent = hops.filter(({ back }) => !back).length;
  expect(hops.length / sent).toBeCloseTo(2, 2);
  // All but the first calls, which waited for the registry’s answer.
  const took = watched.ends.filter(({ start }) => start > 1).map(({ at, start }) => at - start);
  expect(new Set(took.map((seconds) => Math.round(seconds * 1e6)))).toEqual(new Set([12_000]));
});

test('each caller has its own policy: from the kill to the end of the lease one loses a third, the other nothing', () => {
  const watched = told();
  const evicted = watched.steps('n4/lease').find(({ to }) => to === 'absent')!.at;
  const lost = watched.ends.filter(({ outcome }) => outcome !== 'ok');
  expect(new Set(lost.map(({ source, outcome }) => `${source}: ${outcome}`))).toEqual(
    new Set(['Shop: connection-refused']),
  );
  expect(Math.abs(lost.length - ((evicted - KILLED_S) * RATE) / 3)).toBeLessThanOrEqual(1);
  expect(lost.length).toBe(440);
  // The other met the dead instance as well, and asked the next one at once.
  expect(watched.edge('e2').sent - watched.edge('e1').sent).toBeGreaterThan(600);
});
