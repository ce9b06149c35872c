import { posix } from 'node:path';
import ts from 'typescript';
import { layerOf, layers } from './layers.ts';
import type { Rule, Source } from './rule.ts';

export const importRules: Rule[] = [
  {
    claim: 'imports follow the order of the layers',
    why: 'each layer can then be read, tested and bundled without those above it',
    find(file) {
      if (!isSource(file)) return [];
      const from = layerOf(file.path);
      if (from === undefined) {
        return [{ line: 1, what: 'no layer of tests/tidy/layers.ts has room for this file' }];
      }
      return file.nodes((node) => {
        const target = importOf(node, file);
        if (target === undefined || isWords.test(target)) return undefined;
        const to = layerOf(target);
        if (to === undefined || to === from || layers[from].sees.includes(to)) return undefined;
        return `${from} may not import ${to} (${target}): ${layers[from].why}`;
      });
    },
    bad: [
      ['src/lib/base/a.ts', `import { b } from '#lib/engine/b.ts';`],
      ['src/lib/engine/a.ts', `export { b } from '#lib/world/b.ts';`],
      ['src/lib/engine/a.ts', `export type B = import('#lib/scenario/b.ts').B;`],
      ['src/lib/kinds/client/behaviour.ts', `import { b } from '#lib/world/b.ts';`],
      ['src/lib/kinds/client/kind.ts', `import { b } from './behaviour.ts';`],
      [
        'src/lib/kinds/client/Node.svelte',
        `<script lang="ts">\n  import { b } from './behaviour.ts';\n</script>`,
      ],
      ['src/lib/kinds/behaviours.ts', `export const all = import.meta.glob('./*/Node.svelte');`],
      ['src/lib/scenario/a.ts', `import { b } from '#lib/world/b.ts';`],
      ['src/lib/metrics/a.ts', `import { b } from '#lib/runner/protocol.ts';`],
      [
        'src/lib/ui/Button.svelte',
        `<script>\n  import Chart from '#lib/charts/lines/Chart.svelte';\n</script>`,
      ],
      ['src/lib/playground/a.ts', `const { b } = await import('#lib/runner/run.ts');`],
      ['src/lib/playground/a.ts', `import { b } from '#lib/learn/b.ts';`],
      ['src/lib/runner/handle.ts', `import { b } from '#lib/world/compile.ts';`],
      ['src/cli/main.ts', `import Node from '#lib/kinds/client/Node.svelte';`],
      ['src/lib/runner/worker.ts', `import Button from '#lib/ui/Button.svelte';`],
      ['src/lib/odds-and-ends/a.ts', ``],
    ],
    good: [
      ['src/lib/engine/a.ts', `import { b } from '#lib/base/b.ts';\nimport { c } from './c.ts';`],
      ['src/lib/playground/a.ts', `import { open } from '#lib/runner/handle.ts';`],
      ['src/lib/runner/handle.ts', `import RunWorker from './worker.ts?worker';`],
      ['src/lib/kinds/views.ts', `export const all = import.meta.glob('./*/Node.svelte');`],
      ['src/lib/kinds/client/kind.ts', `import docs from './docs.md?raw';`],
      ['src/lib/base/a.test.ts', `import { b } from '#lib/world/b.ts';`],
    ],
  },
  {
    claim: 'a layer uses only the packages it is meant to',
    why: 'the deterministic part must not change because a dependency did, nor the worker carry the page',
    find(file) {
      const layer = isSource(file) ? layerOf(file.path) : undefined;
      if (layer === undefined) return [];
      const { packages, why } = layers[layer];
      return file.nodes((node) => {
        const name = specifierOf(node);
        if (packages === 'any' || name === undefined || /^[#./]/.test(name) || packages.includes(name))
          return;
        return `${layer} may not import the package "${name}": ${why}`;
      });
    },
    bad: [
      ['src/lib/base/a.ts', `import { object } from 'valibot';`],
      ['src/lib/engine/a.ts', `import { bisect } from 'd3';`],
      ['src/lib/world/a.ts', `import { readFileSync } from 'node:fs';`],
      ['src/lib/policies/breaking/simple/policy.ts', `import { Zap } from '@lucide/svelte';`],
    ],
    good: [
      ['src/lib/engine/chart.ts', `import { transition } from 'xstate';`],
      ['src/lib/ui/Button.svelte', `<script>\n  import { Button } from 'bits-ui';\n</script>`],
    ],
  },
  {
    claim: 'a kind never imports another kind, nor a policy another policy',
    why: 'siblings meet through contracts, so that any folder can be copied, replaced or deleted alone',
    find(file) {
      const home = unitOf(file.path);
      if (home === undefined || file.isTest) return [];
      return file.nodes((node) => {
        const target = importOf(node, file);
        const other = target === undefined ? undefined : unitOf(target);
        return other === undefined || other === home ? undefined : `${home} imports ${other}`;
      });
    },
    bad: [
      ['src/lib/kinds/client/behaviour.ts', `import { b } from '#lib/kinds/gateway/kind.ts';`],
      [
        'src/lib/policies/breaking/simple/policy.ts',
        `import { b } from '#lib/policies/breaking/window/policy.ts';`,
      ],
      ['src/lib/kinds/client/Node.svelte', `<script>\n  import N from '../gateway/Node.svelte';\n</script>`],
    ],
    good: [
      ['src/lib/kinds/client/behaviour.ts', `import { kind } from './kind.ts';`],
      [
        'src/lib/policies/breaking/simple/behaviour.ts',
        `import { b } from '#lib/policies/breaking/contract.ts';`,
      ],
      ['src/lib/kinds/kinds.ts', `export const all = import.meta.glob('./*/kind.ts');`],
    ],
  },
  {
    claim: 'imports name the whole path, with its extension',
    why: 'a path that reads the same everywhere survives a move and can be searched for',
    find(file) {
      if (!file.path.startsWith('src/')) return [];
      return file.nodes((node) => {
        const name = specifierOf(node);
        if (name === undefined || name === './$types') return undefined;
        if (name.startsWith('$lib')) return `write #lib/… for ${name}`;
        if (name.startsWith('../'))
          return `write #lib/… for ${name}: relative imports stay within their folder`;
        return /^(\.\/|#lib\/|#cli\/)/.test(name) && !/\.\w+(\?.*)?$/.test(name)
          ? `${name} lacks its extension`
          : undefined;
      });
    },
    bad: [
      ['src/lib/engine/a.ts', `import { b } from './b';`],
      ['src/lib/engine/a.ts', `import { b } from '../base/b.ts';`],
      ['src/lib/playground/a.ts', `import { b } from '$lib/base/b.ts';`],
    ],
    good: [
      ['src/lib/engine/a.ts', `import { b } from '#lib/base/b.ts';\nimport { transition } from 'xstate';`],
      ['src/routes/+page.ts', `import type { PageLoad } from './$types';`],
    ],
  },
];

/** Documentation and styles belong to whoever shows them. */
const isWords = /\.(md|css|svg|png)$/;

function isSource(file: Source): boolean {
  return file.path.startsWith('src/') && file.isCode && !file.isTest;
}

/** The folder of one kind, policy or fault: the thing that can be copied and deleted alone. */
function unitOf(path: string): string | undefined {
  return /^src\/lib\/(?:(?:kinds|faults)\/[\w-]+|policies\/[\w-]+\/[\w-]+)(?=\/)/.exec(path)?.[0];
}

/** The project path this node imports; undefined for packages, and for workers, which are bundles of their own. */
function importOf(node: ts.Node, file: Source): string | undefined {
  const name = specifierOf(node);
  if (name === undefined || /\?(.*&)?(worker|url)\b/.test(name)) return undefined;
  const path = name.replace(/\?.*$/, '');
  if (path.startsWith('.')) return posix.join(posix.dirname(file.path), path);
  if (path.startsWith('#lib/') || path.startsWith('#cli/')) return path.replace(/^#(lib|cli)/, aliases);
  return undefined;
}

function aliases(_: string, name: string): string {
  return name === 'lib' ? 'src/lib' : 'src/cli';
}

/** What stands between the quotes of an import, re-export, dynamic import, type import or glob. */
function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport || node.expression.getText() === 'import.meta.glob' ? textOf(node.arguments[0]) : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}
