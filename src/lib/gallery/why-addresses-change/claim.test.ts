import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { Watched } from '#lib/world/watched.ts';

const REPLACED = 20;
const BUSIER = 60;
const DEPLOYED = 120;
/** The longest lease, and a sweep. */
const LEASE = 9 + 1;

const watched = new Watched(gallery.get('why-addresses-change')!.scenario).run(180);
const lives = (state: string) => watched.steps('n4/life').filter(({ to }) => to === state);

/** The share of a caller's calls that failed, of those begun in an interval. */
function lost(caller: string, from: number, to: number): number {
  const calls = watched.ends.filter(
    ({ source, start }) => source.startsWith(caller) && start >= from && start < to,
  );
  expect(calls.length).toBeGreaterThan(20);
  return calls.filter(({ outcome }) => outcome !== 'ok').length / calls.length;
}

test('at first everybody is well', () => {
  expect(lost('Billing', 0, REPLACED - 0.1)).toBe(0);
  expect(lost('Web', 0, REPLACED - 0.1)).toBe(0);
});

test('a container is replaced: it has another address, and who knows only the old one loses every third call', () => {
  expect(lives('absent')[0]).toMatchObject({ at: REPLACED, subject: 'Orders-1' });
  expect(lives('starting')[0]).toMatchObject({ at: REPLACED, subject: 'Orders-4' });
  expect(lost('Billing', REPLACED, DEPLOYED)).toBeCloseTo(1 / 3, 1);
  expect(lost('Web', REPLACED, REPLACED + 6)).toBeGreaterThan(0.2);
  expect(lost('Web', REPLACED + LEASE, BUSIER)).toBe(0);
});

test('an autoscaler adds instances: who asks calls them, who does not never hears of them', () => {
  const came = lives('up').filter(({ at }) => at > BUSIER && at < DEPLOYED);
  expect(came.map(({ subject }) => subject)).toEqual(['Orders-5', 'Orders-6']);
  // At its next look, and the start-up time.
  expect(came[0].at).toBe(75 + 3);
  expect(lost('Web', BUSIER, DEPLOYED)).toBe(0);
  const hosts = watched.world.layout.hosts.filter(({ label }) => /^Orders-\d+$/.test(label));
  const billing = watched.world.layout.hosts.find(({ label }) => label.startsWith('Billing'))!;
  const port = watched.sim.ports.find(({ host }) => host === billing.index)!;
  const known = [...port.endpoints.listed.slice(0, port.endpoints.listedCount)];
  expect(known).toEqual(hosts.slice(0, 3).map(({ index }) => index));
});

test('a deployment rolls: every address is another, and who knows the old ones by heart calls nobody, for ever', () => {
  const gone = lives('absent').map(({ subject }) => subject);
  expect(gone.sort()).toEqual([1, 2, 3, 4, 5, 6].map((i) => `Orders-${i}`));
  const last = lives('absent').at(-1)!.at;
  expect(last).toBe(128);
  expect(lost('Billing', last, 179)).toBe(1);
  expect(lost('Web', DEPLOYED, 179)).toBe(0);
});
