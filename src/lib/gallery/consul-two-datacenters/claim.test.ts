import { expect, test } from 'vitest';
import { readScenario } from '#lib/scenario/validate.ts';
import { house } from '#lib/scenario/house.ts';
import { Watched } from '#lib/world/watched.ts';
import raw from './scenario.json';

const { scenario, problems } = readScenario(raw, house);

test('who has lost all instances of its own is served by the other datacenter, and does not mind when that is lost', () => {
  expect(problems).toEqual([]);
  const watched = new Watched(scenario).run(240);
  const ends = (source: string, from: number, until: number) =>
    watched.ends.filter((end) => end.source === source && end.start > from && end.start < until);
  const good = (source: string, from: number, until: number) =>
    ends(source, from, until).filter(({ outcome }) => outcome === 'ok').length /
    ends(source, from, until).length;
  const took = (source: string, from: number, until: number) => {
    const times = ends(source, from, until).map((end) => end.at - end.start);
    return times.reduce((sum, each) => sum + each, 0) / times.length;
  };
  expect(good('East’s shop', 0, 29.9)).toBe(1);
  // Gossip needs 5 to 8 s among so few members.
  const dead = watched.steps('n2/node').filter(({ to }) => to === 'failed');
  expect(dead.map(({ subject }) => subject).sort()).toEqual(['Orders-1', 'Orders-3']);
  const noticed = Math.max(...dead.map(({ at }) => at));
  expect(noticed - 30).toBeGreaterThan(5);
  expect(noticed - 30).toBeLessThan(8);
  expect(good('East’s shop', 30, noticed)).toBe(0);
  expect(good('East’s shop', noticed + 0.1, 90)).toBe(1);
  // Twice there and back, and a little longer at West's two, who serve twice as many.
  const longer = took('East’s shop', noticed + 0.1, 90) - took('East’s shop', 0, 29);
  expect(longer).toBeGreaterThan(0.16);
  expect(longer).toBeLessThan(0.17);
  expect(good('East’s shop', 105, 240)).toBe(1);
  expect(took('East’s shop', 105, 240)).toBeCloseTo(took('East’s shop', 0, 29), 2);
  // West notices nothing until it is lost itself, and then finds nobody.
  expect(good('West’s shop', 0, 149)).toBe(1);
  expect(good('West’s shop', 151, 209)).toBe(0);
  expect(good('West’s shop', 225, 240)).toBe(1);
});
