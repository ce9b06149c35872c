import { describe, expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import { applyEdit } from '#lib/scenario/edits.ts';
import { house } from '#lib/scenario/house.ts';
import { Watched } from '#lib/world/watched.ts';

const KILLED_S = 20;
const RESTARTED_S = 30;
const START_S = 2;
const RATE = 120;

const server = gallery.get('server-side-discovery')!.scenario;
const client = gallery.get('client-side-discovery')!.scenario;

/** Hops and time of a call while all is well, once everybody has its copy of the addresses. */
function costs(scenario: Scenario) {
  const watched = new Watched(scenario).run(KILLED_S);
  const calls = scenario.edges.filter(({ to }) => to !== 'n4').map(({ id }) => id);
  const isCalm = ({ start, end }: { start: number; end: number }) => start > 1 && end < 19;
  const hops = watched.hops.filter((hop) => calls.includes(hop.edge) && isCalm(hop));
  const ends = watched.ends.filter(({ start, at }) => isCalm({ start, end: at }));
  const took = new Set(ends.map(({ at, start }) => Math.round((at - start) * 1e6)));
  return { hops: hops.length / ends.length, took };
}

test('a call takes two hops and 2.2 ms more than without the balancer', () => {
  const [direct, behind] = [client, server].map(costs);
  expect(direct.took).toEqual(new Set([12_000]));
  expect(behind.took).toEqual(new Set([14_200]));
  expect(direct.hops).toBeCloseTo(2, 1);
  expect(behind.hops).toBeCloseTo(4, 1);
});

describe('while the balancer is down', () => {
  const lost = (scenario: Scenario) => {
    return new Watched(scenario).run(60).ends.filter(({ outcome }) => outcome !== 'ok');
  };

  test('every request is lost, for as long as it is down and starts: 1,440', () => {
    const gone = lost(server);
    expect(gone.length).toBe((RESTARTED_S + START_S - KILLED_S) * RATE);
    for (const { at } of gone) {
      expect(at).toBeGreaterThan(KILLED_S - 0.02);
      expect(at).toBeLessThan(RESTARTED_S + START_S + 0.02);
    }
  });

  test('of two behind the name, half of them', () => {
    const two = applyEdit(server, { edit: 'configure-node', id: 'n5', changes: { instances: 2 } }, house);
    expect(Math.abs(lost(two).length - 720)).toBeLessThanOrEqual(4);
  });

  test('called directly, there is nothing to take down: none', () => {
    const direct = applyEdit(server, { edit: 'call-directly', id: 'n5', lookups: ['e9'] }, house);
    expect(lost(direct)).toEqual([]);
  });
});
