import { expect, test } from 'vitest';
import { machines } from './machines.ts';

const files = import.meta.glob<Record<string, unknown>>(
  ['../**/machine.ts', '../**/*.machine.ts', '!../playground/**', '!../learn/**'],
  { eager: true },
);

test('every file of a machine exports it as `machine`: the page asks each for that name', () => {
  const others = Object.entries(files).flatMap(([path, file]) => ('machine' in file ? [] : [path]));
  expect(others).toEqual([]);
});

test('each machine has an id of its own', () => {
  expect(machines.size).toBe(Object.keys(files).length);
});
