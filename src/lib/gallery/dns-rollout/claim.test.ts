import { describe, expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { Watched } from '#lib/world/watched.ts';

const REPLACED = [25, 78.5, 125];
const TTL = 10;
const JVM = 30;
/** Until the new instance serves and has its record, the zone itself says the old address. */
const COMES_UP = 2;
const RATE = 30;

const watched = new Watched(gallery.get('dns-rollout')!.scenario).run(175);
const failures = (caller: string, since: number) =>
  watched.ends.filter(
    ({ source, outcome, start }) =>
      source.startsWith(caller) && outcome !== 'ok' && start >= since && start < since + 45,
  );
const staleFor = (caller: string, since: number) =>
  Math.max(...failures(caller, since).map(({ start }) => start)) - since;

describe.each(REPLACED)('of the replacement at %d s', (since) => {
  test('who keeps the TTL is done within one TTL after the new record, and not within a second', () => {
    expect(staleFor('Cart', since)).toBeLessThanOrEqual(COMES_UP + TTL + 0.1);
    expect(staleFor('Cart', since)).toBeGreaterThan(1);
  });

  test('the JVM takes up to its own 30 s more, and each time longer than the other', () => {
    expect(staleFor('Billing', since)).toBeLessThanOrEqual(COMES_UP + TTL + JVM + 0.1);
    expect(staleFor('Billing', since)).toBeGreaterThan(staleFor('Cart', since));
  });

  test('every third call goes to nobody meanwhile, and times out', () => {
    for (const caller of ['Cart', 'Billing']) {
      const lost = failures(caller, since);
      expect(new Set(lost.map(({ outcome }) => outcome))).toEqual(new Set(['timed-out']));
      expect(Math.abs(lost.length - (staleFor(caller, since) * RATE) / 3)).toBeLessThanOrEqual(2);
    }
  });
});

test('the worst is nearly met: 12 s of the one, 42 s of the other', () => {
  expect(Math.max(...REPLACED.map((since) => staleFor('Cart', since)))).toBeGreaterThan(11);
  expect(Math.max(...REPLACED.map((since) => staleFor('Billing', since)))).toBeGreaterThan(40);
});

test('keeping addresses is why DNS is cheap: one question in 10 s, one in 30 s', () => {
  const asked = (edge: string) => watched.hops.filter((hop) => hop.edge === edge && !hop.back).length;
  expect(asked('e3')).toBe(18);
  expect(asked('e4')).toBe(6);
});
