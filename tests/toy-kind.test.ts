import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../src/cli/sources.js';

/**
 * A new kind is one folder. Here a copy of the project gets one more, `kinds/toy-kind`, and nothing else; then the
 * command line is built from that copy and asked about it. What the palette and the inspector show comes from the
 * same registry as the schema that the command line prints.
 */
const scenario = {
  format: 1,
  engine: 3,
  name: 'Turnstile',
  seed: 1,
  nodes: [
    { id: 'n1', kind: 'client', config: { ratePerSecond: 30, arrivals: 'constant' } },
    { id: 'n2', kind: 'toy-kind', config: { everyNth: 5 } },
  ],
  edges: [{ id: 'e1', from: 'n1', to: 'n2', config: { latency: { is: 'constant', ms: 1 } } }],
};

let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'halfopen-toy-'));
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(join(root, file), join(copy, file));
  }
  // Packages are shared, their cache is not: the copy's bundle must not push out the project's own.
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '.cache' && name !== '.vite') {
      symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
    }
  }
  cpSync(join(root, 'tests/fixtures/toy-kind'), join(copy, 'src/lib/kinds/toy-kind'), { recursive: true });
  writeFileSync(join(copy, 'turnstile.json'), JSON.stringify(scenario));
  writeFileSync(join(copy, 'tsconfig.json'), '{}');
  writeFileSync(join(copy, 'vitest.config.js'), `export default { test: { environment: 'node' } };\n`);
}, 60_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('a kind whose folder was copied in', { timeout: 60_000 }, () => {
  test('is known to the schema, with its settings', () => {
    const schema = halfopen('schema');
    expect(schema).toContain('toy-kind');
    expect(schema).toContain('everyNth');
    expect(schema).toContain('Turns away every');
  });

  test('is validated', () => {
    expect(halfopen('validate', 'turnstile.json')).toContain('2 nodes, 1 edges');
    const wrong = structuredClone(scenario);
    wrong.nodes[1].config = { everyNth: 0 };
    writeFileSync(join(copy, 'wrong.json'), JSON.stringify(wrong));
    expect(() => halfopen('validate', 'wrong.json')).toThrow(/\/nodes\/1\/config\/everyNth/);
  });

  test('runs, and does what it says', () => {
    const report = JSON.parse(halfopen('run', 'turnstile.json', '--for', '10.05s', '--json')) as Report;
    expect(report.outcomes).toMatchObject({ ok: 241, error: 60 });
  });

  test('goes through a link unharmed', () => {
    const link = halfopen('link', 'turnstile.json').trim();
    const run = (what: string) => JSON.parse(halfopen('run', what, '--json')) as Report;
    expect(run(link).digest).toBe(run('turnstile.json').digest);
  });

  test('is held to what every kind is held to', () => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const said = inCopy(
      vitest,
      'run',
      'src/lib/kinds/conformance.test.ts',
      '-t',
      'toy-kind',
      '--reporter=verbose',
    );
    expect(said).toContain("the kind 'toy-kind' > lives through ten seconds");
    expect(said).toMatch(/Tests\s+5 passed/);
  });
});

interface Report {
  readonly digest: string;
  readonly outcomes: Readonly<Record<string, number>>;
}

function halfopen(...words: string[]): string {
  return inCopy('src/cli/launcher.js', ...words);
}

function inCopy(...words: string[]): string {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    INIT_CWD: undefined,
    VITEST: undefined,
  };
  return execFileSync(process.execPath, words, { cwd: copy, encoding: 'utf8', env, stdio: 'pipe' });
}
