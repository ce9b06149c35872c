import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../src/cli/sources.js';
import { folderWith, halfopen } from './halfopen.ts';

const linesOf = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Five failures a tenth of a second apart, then a success while a breaker of the course is open, and one after. */
const LOG = [
  'atMs,outcome,durationMs',
  ...[0, 100, 200, 300, 400].map((atMs) => `${atMs},error,10`),
  '5000,ok,10',
  '40000,ok,10',
].join('\n');

describe('a log', () => {
  test('is run through a policy row by row', async () => {
    const { code, out } = await halfopen(['replay', '-', '--policy', 'breaking/course', '--json'], {
      stdin: LOG,
    });
    expect(code).toBe(0);
    const lines = linesOf(out);
    const rows = lines.slice(0, -1);
    expect(rows.map(({ permitted }) => permitted)).toEqual([true, true, true, true, true, false, true]);
    expect(rows[5]).toEqual({
      row: 6,
      atMs: 5_000,
      permitted: false,
      outcome: 'fast-failed',
      reason: 'breaker open',
      tries: 0,
    });
    expect(lines.at(-1)).toMatchObject({ rows: 7, permitted: 6, refused: 1, outcomes: { error: 5, ok: 1 } });
    const steps = lines.at(-1)?.steps as { to: string; atMs: number }[];
    expect(steps.map(({ to, atMs }) => [to, atMs])).toEqual([
      ['open', 410],
      ['half-open', 40_000],
    ]);
  });

  test('obeys the options that are set by their own names', async () => {
    const argv = ['replay', '-', '--policy', 'course', '--set', 'failureThreshold=3', '--json'];
    const { out } = await halfopen(argv, { stdin: LOG });
    expect(linesOf(out).at(-1)).toMatchObject({ refused: 3 });
  });

  test('may be NDJSON, and a table tells what became of it', async () => {
    const stdin = '{"atMs":0,"outcome":"503"}\n{"atMs":5,"outcome":"200"}\n';
    const { code, out } = await halfopen(['replay', '-', '--policy', 'course'], { stdin });
    expect(code).toBe(0);
    expect(out).toContain('breaking/course: 2 rows');
    expect(out).toMatch(/let through +2 +100\.0 %/);
  });

  test('with bad rows is refused, each row by its line', async () => {
    const cwd = folderWith({ 'night.csv': 'atMs,outcome,durationMs\n1,ok,2\nx,ok,3\n5,oops,3\n' });
    const { code, err } = await halfopen(['replay', 'night.csv', '--policy', 'course'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('night.csv: error: Line 3: “x” cannot be “atMs”');
    expect(err).toContain('night.csv: error: Line 4: “oops” is no outcome');
  });

  test.each([
    [['replay', '-'], 'name a policy'],
    [['replay', '-', '--policy', 'breaking/cource'], 'Did you mean “breaking/course”?'],
    [['replay', '-', '--policy', 'course', '--set', 'failureTreshold=3'], 'Did you mean “failureThreshold”?'],
    [['replay', '-', '--policy', 'course', '--set', 'failureThreshold'], 'is not name=value'],
    [['replay', '-', '--policy', 'course', '--check'], 'nothing to compare with'],
    [['replay', 'nowhere.csv', '--policy', 'course'], 'There is no file nowhere.csv.'],
  ])('%j is refused with what to do', async (argv, says) => {
    const { code, err } = await halfopen(argv, { stdin: LOG });
    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});

describe('recordings', () => {
  const recorded = JSON.parse(
    readFileSync(join(root, 'tests/traces/course-breaker.json'), 'utf8'),
  ) as object[];
  const course = recorded.map((each) => ({ ...each, mechanism: 'course' }));

  test('that agree are one line each, then a summary', async () => {
    const { code, out } = await halfopen(['replay', '-', '--check'], { stdin: JSON.stringify(course) });
    const lines = linesOf(out);
    expect(lines.length).toBe(course.length + 1);
    expect(lines[0]).toMatchObject({ mechanism: 'course', ok: true, mismatches: [] });
    expect(lines.at(-1)).toEqual({
      scenarios: course.length,
      passed: course.length,
      failed: 0,
      unsupported: 0,
    });
    expect(code).toBe(0);
  });

  test('that differ are told by index, and --check ends with 1', async () => {
    const [first] = JSON.parse(JSON.stringify(course)) as { expected: { state: string }[] }[];
    first.expected[0].state = 'half-open';
    const { code, out } = await halfopen(['replay', '-', '--check'], { stdin: JSON.stringify([first]) });
    expect(linesOf(out)[0]).toMatchObject({
      ok: false,
      mismatches: [{ index: 0, expected: { state: 'half-open' }, actual: { state: 'closed' } }],
    });
    expect(code).toBe(1);
  });

  test('of what nobody knows are unsupported, never skipped', async () => {
    const strange = [{ ...course[0], mechanism: 'flux-capacitor' }];
    const { code, out } = await halfopen(['replay', '-', '--check'], { stdin: JSON.stringify(strange) });
    expect(linesOf(out)[0]).toMatchObject({ ok: false, unsupported: 'unknown mechanism “flux-capacitor”' });
    expect(linesOf(out)[1]).toEqual({ scenarios: 1, passed: 0, failed: 0, unsupported: 1 });
    expect(code).toBe(1);
    expect((await halfopen(['replay', '-'], { stdin: JSON.stringify(strange) })).code).toBe(0);
  });

  test('without anything expected tell what was decided', async () => {
    const { expected: _, ...asked } = course[0] as Record<string, unknown>;
    const { out } = await halfopen(['replay', '-'], { stdin: JSON.stringify([asked]) });
    const [{ ok, decisions }] = linesOf(out) as { ok: boolean; decisions: object[] }[];
    expect(ok).toBe(true);
    expect(decisions[0]).toEqual({ event: 0, atMs: 100, permitted: true, state: 'closed' });
  });

  test.each([
    ['[1]', '/0: a recorded case is an object'],
    ['[{"id":"a"}]', '/0/mechanism: a text belongs here.'],
    ['[{"id":"a","mechanism":"course"}]', 'has “events” or “arrivals”'],
    ['[{', 'is not JSON'],
  ])('%s is refused with where it is wrong', async (stdin, says) => {
    const { code, err } = await halfopen(['replay', '-'], { stdin });
    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});
