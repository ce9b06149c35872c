import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { Watched } from '#lib/world/watched.ts';

const RATE = 10;
const REPLACED = 15;
const EDITED = { Cart: 25, Checkout: 35, Search: 45, Mailer: 55 };
const CALLERS = Object.entries(EDITED);

const watched = new Watched(gallery.get('hard-coded-addresses')!.scenario).run(70);
const outcomes = (caller: string, from: number, to: number) =>
  watched.ends
    .filter(({ source, start }) => source === caller && start >= from && start < to)
    .map(({ outcome }) => outcome);
const kinds = (caller: string, from: number, to: number) => [...new Set(outcomes(caller, from, to))];

test.each(CALLERS)('a restart in place keeps the address: %s is served again without an edit', (caller) => {
  expect(kinds(caller, 5, 7.9)).toContain('connection-refused');
  expect(kinds(caller, 8, REPLACED - 0.5)).toEqual(['ok']);
});

test.each(CALLERS)(
  '%s fails with every call from the replacement to its own edit at %d s',
  (caller, edited) => {
    expect(kinds(caller, REPLACED, edited)).toEqual(['timed-out']);
    expect(outcomes(caller, REPLACED, edited)).toHaveLength((edited - REPLACED) * RATE);
    expect(kinds(caller, edited + 0.01, 69)).toEqual(['ok']);
  },
);

test('meanwhile the new instance is up, and called by nobody who was not edited', () => {
  expect(watched.steps('n5/life').find(({ subject, to }) => subject === 'Prices-2' && to === 'up')?.at).toBe(
    17,
  );
  const failed = watched.ends.filter(({ outcome }) => outcome !== 'ok');
  expect(watched.instance('Prices').ghostCalls).toBe(failed.length);
});

test('as many edits as callers', () => {
  const { script, edges } = gallery.get('hard-coded-addresses')!.scenario;
  expect(script.filter(({ fault }) => fault === 'edit-addresses').map(({ target }) => target)).toEqual(
    edges.map(({ id }) => id),
  );
});
