import { expect, test } from 'vitest';
import { Problems } from '#lib/base/problem.ts';
import { checkMigrations, migrate, type Migration } from './migrate.ts';

const steps: Migration[] = [
  { format: 2, up: ({ title, ...rest }) => ({ ...rest, name: title }) },
  { format: 3, up: (document) => ({ ...document, name: `${String(document.name)}!` }) },
];

test('an old document takes every step that it lacks, in order', () => {
  const problems = new Problems();
  expect(migrate({ format: 1, title: 'Shop' }, problems, steps, 3)).toEqual({ format: 3, name: 'Shop!' });
  expect(migrate({ format: 2, name: 'Shop' }, problems, steps, 3)).toEqual({ format: 3, name: 'Shop!' });
  expect(migrate({ format: 3, name: 'Shop' }, problems, steps, 3)).toEqual({ format: 3, name: 'Shop' });
  expect(problems.list).toEqual([]);
});

test('a gap or a missing step stops the program at once', () => {
  expect(() => checkMigrations(steps, 3)).not.toThrow();
  expect(() => checkMigrations(steps, 4)).toThrow('3 migrations lead to format 4');
  expect(() => checkMigrations([steps[1]], 2)).toThrow('migration 1 makes format 2');
});
