import { expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';
import type { LimitConn } from './policy.ts';

const lone = (...limits: LimitConn[]) => new LoneGate(create, { limits, rejectStatus: 503 });

test('so many are in progress and not one more; one that ends makes room', () => {
  const gate = lone({ key: 'global', connections: 2 });
  const [first, second] = [gate.admit(), gate.admit()];
  expect([gate.admit(), gate.admit()]).toEqual([NONE, NONE]);
  gate.end(first, OK);
  const third = gate.admit();
  expect(third).not.toBe(NONE);
  expect(gate.admit()).toBe(NONE);
  gate.end(second, OK);
  gate.end(third, OK);
  expect([gate.admit(), gate.admit()]).not.toContain(NONE);
});

test('a limit that refuses gives back what those before it took', () => {
  const gate = lone({ key: 'client', connections: 2 }, { key: 'global', connections: 3 });
  const [first] = [gate.admit(1), gate.admit(1), gate.admit(2)];
  expect(gate.admit(2)).toBe(NONE);
  expect(gate.admit(2)).toBe(NONE);
  gate.end(first, OK);
  // Had its refused ones stayed, client 2 would be at its limit.
  expect(gate.admit(2)).not.toBe(NONE);
  expect(gate.admit(1)).toBe(NONE);
});

test('a zone that is full of keys in progress refuses a new one, and forgets nobody', () => {
  const gate = lone({ key: 'client', connections: 1 });
  const calls = Array.from({ length: 1_024 }, (_, client) => gate.admit(client));
  expect(calls).not.toContain(NONE);
  expect(gate.admit(2_000)).toBe(NONE);
  expect(gate.admit(0)).toBe(NONE);
  gate.end(calls[5], OK);
  expect(gate.admit(2_000)).not.toBe(NONE);
});

test('it tells the busiest keys', () => {
  const gate = lone({ key: 'client', connections: 4 });
  for (const client of [1, 2, 2]) gate.admit(client);
  expect(gate.gate.explain()[0]).toMatchObject({
    value: 2,
    of: 4,
    bars: [
      { label: 'client 2', value: 2 },
      { label: 'client 1', value: 1 },
    ],
  });
});

test('in a dry run nobody is refused, and who is over a limit holds no place', () => {
  const limits = [
    { key: 'client', connections: 2 },
    { key: 'global', connections: 3 },
  ];
  const gate = new LoneGate(create, { limits, rejectStatus: 503, dryRun: true });
  const value = (wanted: string) => gate.gate.explain().find(({ key }) => key === wanted)?.value;
  const calls = [1, 1, 1, 2, 2].map((client) => gate.admit(client));
  expect(calls).not.toContain(NONE);
  expect([value('conn0'), value('conn1'), value('refused')]).toEqual([2, 3, 2]);
  for (const call of calls) gate.end(call, OK);
  expect([value('conn0'), value('conn1')]).toEqual([0, 0]);
});
