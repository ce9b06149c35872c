import ts from 'typescript';
import type { Rule, Source } from './rule.ts';

export const wordRules: Rule[] = [
  {
    claim: 'nothing is left for later',
    why: 'a note to oneself is either work to do now or not worth a line',
    find: (file) => outsideTidy(file, /\b(TODO|FIXME|XXX|HACK)\b/),
    bad: [
      ['src/lib/engine/a.ts', `// TODO later`],
      ['README.md', `FIXME`],
    ],
    good: [['src/lib/engine/a.ts', `const todos = 1;`]],
  },
  {
    claim: 'no checker is told to look away',
    why: 'the exception hides the next mistake in the same line; mend the cause or change the rule',
    find: (file) =>
      outsideTidy(file, /@ts-(ignore|nocheck|expect-error)|eslint-disable|prettier-ignore\b(?!\/)/),
    bad: [
      ['src/lib/engine/a.ts', `// @ts-ignore`],
      ['src/lib/ui/A.svelte', `<!-- eslint-disable-next-line -->`],
    ],
    good: [['src/lib/engine/a.ts', `// the eslint rule`]],
  },
  {
    claim: 'every value has a type',
    why: 'one unknown silences the compiler for all that touches it',
    find: (file) =>
      file.nodes((node) => {
        if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
        const doubled = ts.isAsExpression(node) && ts.isAsExpression(node.expression);
        return doubled && node.expression.type.kind === ts.SyntaxKind.UnknownKeyword
          ? 'as unknown as'
          : undefined;
      }),
    bad: [
      ['src/lib/engine/a.ts', `const a: any = 1;`],
      ['src/lib/engine/a.ts', `const a = 1 as unknown as string;`],
      ['src/lib/ui/A.svelte', `<p>one: any</p>\n<script lang="ts">\n  let a: any[];\n</script>`],
    ],
    good: [['src/lib/engine/a.ts', `// may be: any\nconst a = 'as any' as const;`]],
  },
  {
    claim: 'every test runs, always',
    why: 'a skipped test is a claim nobody checks, and a focused one hides all the others',
    find: (file) =>
      file.nodes((node) => {
        if (!/\.(test|spec)\.ts$/.test(file.path) || !ts.isPropertyAccessExpression(node)) return undefined;
        const isTest = /^(test|it|describe|suite)\b/.test(node.expression.getText());
        return isTest && skipping.includes(node.name.text) ? node.getText() : undefined;
      }),
    bad: [
      ['src/lib/engine/a.test.ts', `test.only('a', () => {});`],
      ['tests/e2e/a.spec.ts', `test.describe.skip('a', () => {});`],
      ['src/lib/engine/a.test.ts', `it.todo('a');`],
    ],
    good: [['src/lib/engine/a.test.ts', `const a = iterator.skip(1);`]],
  },
  {
    claim: 'no test waits for a while',
    why: 'a pause is too short on a slow machine and too long on all others; wait for what you need to see',
    find: (file) => outsideTidy(file, /\bwaitForTimeout\b/),
    bad: [['tests/e2e/a.spec.ts', `await page.waitForTimeout(100);`]],
    good: [['tests/e2e/a.spec.ts', `await page.waitForURL('/');`]],
  },
  {
    claim: 'no file names a place on one machine',
    why: "the project must work wherever it is put; a path of somebody's disk works only there",
    find: (file) => outsideTidy(file, /(?<=^|[\s"'`(=:,[])\/(work|root|tmp|home\/\w+|Users\/\w+)\//),
    bad: [
      ['README.md', 'see `/work/a`'],
      ['src/lib/engine/a.ts', `const a = '/tmp/b';`],
      ['.ci/run', 'cd /root/a'],
    ],
    good: [['README.md', 'see https://example.org/work/a and src/tmp/b']],
  },
  {
    claim: 'no file names the host of a package registry',
    why: 'which registry is used is the choice of the machine that installs, not of the project',
    find(file) {
      if (file.path === 'package-lock.json') return [];
      return outsideTidy(file, registryHost);
    },
    bad: [
      ['.npmrc', `registry=https://${['registry', 'npmjs', 'org'].join('.')}/`],
      ['.ci/run', `pip install -i https://${['pypi', 'org'].join('.')}/simple`],
    ],
    good: [['src/lib/kinds/registry/docs.md', 'ask registry.internal for its leases']],
  },
  {
    claim: 'the lock file says what to install, not where from',
    why: 'npm adds the addresses of one machine unless .npmrc says omit-lockfile-registry-resolved=true',
    find: (file) => (file.path === 'package-lock.json' ? file.matches(/"resolved": "[^"]*/) : []),
    bad: [['package-lock.json', `"resolved": "https://example.org/a.tgz",`]],
    good: [['package-lock.json', `"integrity": "sha512-a",`]],
  },
];

const skipping = ['only', 'skip', 'todo', 'fixme', 'fails', 'skipIf', 'runIf'];

const registryHost = new RegExp(
  `\\b(registry\\.\\w+|${['npmjs', 'yarnpkg', 'pypi', 'pythonhosted', 'crates', 'rubygems'].join('|')})\\.(org|com|io)\\b`,
);

// The rules spell out what they forbid, so they are not held against themselves.
function outsideTidy(file: Source, pattern: RegExp) {
  return file.path.startsWith('tests/tidy') ? [] : file.matches(pattern);
}
