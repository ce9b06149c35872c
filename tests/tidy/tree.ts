import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../src/cli/sources.js';
import { Source } from './rule.ts';

/** Every text file of the project, as one finds it after a checkout. */
export function projectFiles(): Source[] {
  return paths('')
    .filter((path) => isText.test(path) || !/\.[a-z0-9]+$/i.test(path))
    .map((path) => new Source(path, readFileSync(join(root, path), 'utf8')));
}

const isText =
  /\.(c?js|ts|svelte|json|md|css|html|svg|txt|ya?ml|cpp|py|npmrc|prettierrc|prettierignore|editorconfig|gitignore)$/;
const madeByTools = ['.git', '.svelte-kit', 'node_modules', 'build', 'test-results', 'playwright-report'];

function paths(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder + entry.name;
    if (entry.isDirectory()) return madeByTools.includes(path) ? [] : paths(`${path}/`);
    return entry.isFile() ? [path] : [];
  });
}
