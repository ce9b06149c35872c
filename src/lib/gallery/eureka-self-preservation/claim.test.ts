import { expect, test } from 'vitest';
import { readScenario } from '#lib/scenario/validate.ts';
import { house } from '#lib/scenario/house.ts';
import { Watched } from '#lib/world/watched.ts';
import raw from './scenario.json';

const { scenario, problems } = readScenario(raw, house);
const KILLED_AT = 70;

test('of six the dead one is kept for ever, of seven it is evicted after minutes', () => {
  expect(problems).toEqual([]);
  const watched = new Watched(scenario).run(1_800);
  const gone = (registry: string) => {
    return watched.steps(`${registry}/lease`).filter(({ to, at }) => to === 'absent' && at > KILLED_AT);
  };
  expect(gone('n3')).toEqual([]);
  expect(gone('n6').map(({ subject }) => subject)).toEqual(['Seven-3']);
  const after = gone('n6')[0].at - KILLED_AT;
  expect(after).toBeGreaterThanOrEqual(150);
  expect(after).toBeLessThanOrEqual(240);

  const refused = (source: string, from: number) => {
    const ends = watched.ends.filter((end) => end.source === source && end.start >= from);
    return ends.filter(({ outcome }) => outcome === 'connection-refused').length / ends.length;
  };
  expect(refused('Shop A', 1_500)).toBeCloseTo(1 / 6, 2);
  expect(refused('Shop B', KILLED_AT + 331)).toBe(0);
});

test('the registry says why, with both numbers', () => {
  const watched = new Watched(scenario).run(400);
  const [last] = watched.steps('n3/self-preservation').slice(-1);
  expect(last.to).toBe('preserving');
  expect(last.why).toBe(
    '10 renewals in the last whole minute, and more than 10 are needed: nothing is evicted',
  );
  expect(watched.steps('n6/self-preservation')).toEqual([]);
});
