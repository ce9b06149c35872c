import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describe, hasErrors, messages } from './messages.ts';
import { WARNINGS } from './problem.ts';

test('what a document is only warned of is worded as a warning', () => {
  for (const code of WARNINGS) expect(describe({ code, at: '', params: {} }).level).toBe('warning');
});

test('every problem that the program can report has words', () => {
  expect(codesInSource()).toContain('out-of-range');
  expect(codesInSource().filter((code) => !Object.hasOwn(messages, code))).toEqual([]);
});

test.each([
  [
    'out-of-range',
    { value: 700_000, min: 1, max: 600_000, unit: 'ms' },
    '700,000 ms is outside 1 to 600,000 ms.',
  ],
  ['out-of-range', { value: -1, min: 0, max: 10, unit: '/s' }, '-1/s is outside 0 to 10/s.'],
  ['too-many', { got: 5, max: 4 }, 'This list has 5 items; 4 are allowed.'],
  [
    'unknown-target',
    { fault: 'Slow', wanted: 'edge', id: 'n1' },
    '“Slow” acts on an edge, and “n1” is none of this scenario.',
  ],
  ['never-heard-of', { max: 4 }, 'never-heard-of 4'],
])('%s %j reads well', (code, params, says) => {
  expect(describe({ code, at: '/nodes/0', params })).toMatchObject({ where: '/nodes/0', says });
});

test('the next step names the nearest choice, or all of them', () => {
  const params = { value: 'fofi', nearest: 'fifo', choices: 'fifo, lifo' };
  expect(describe({ code: 'unknown-choice', at: '', params }).fix).toBe('Did you mean “fifo”?');
  expect(describe({ code: 'unknown-choice', at: '', params: { ...params, nearest: '' } }).fix).toBe(
    'Choose one of: fifo, lifo.',
  );
});

test('another engine is a warning, everything unknown an error', () => {
  const other = { code: 'other-engine', at: '/engine', params: { theirs: 2, ours: 1 } };
  expect(hasErrors([other])).toBe(false);
  expect(hasErrors([other, { code: 'toString', at: '', params: {} }])).toBe(true);
});

function codesInSource(): string[] {
  const root = new URL('../../', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test|\.d)\.(ts|svelte)$/.test(file),
  );
  const reported = /(?:problems\.add\(\s*|\bthis\.bad\(\s*|\bcode: |new EngineLimit\(\s*)'([a-z][a-z-]*)'/g;
  return files.flatMap((file) =>
    [...readFileSync(new URL(file, root), 'utf8').matchAll(reported)].map((match) => match[1]),
  );
}
