import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, root } from './sources.js';

const cache = join(root, 'node_modules/.cache/halfopen');
const keep = 4;

/**
 * Bundles the command line (`main.js`) and the engine as a library (`library.js`) for Node, if any source
 * changed since the last time. Hot code runs at full speed only when bundled: a module runner looks up every
 * imported binding at every use.
 *
 * Safe to call from several processes at once: each writes a folder of its own and moves it into place.
 *
 * @returns {Promise<string>} the folder that holds the two files
 */
export async function bundle() {
  const folder = join(cache, fingerprint(['src', 'package-lock.json'], reachesNode));
  if (existsSync(folder)) return folder;

  const draft = `${folder}.${process.pid}`;
  await write(draft);
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another process was first; its bundle is made of the same sources.
    rmSync(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  dropOldest();
  return folder;
}

/** @param {string} path */
function reachesNode(path) {
  return !/\.(test\.ts|svelte|svelte\.ts|css|html)$/.test(path);
}

/** @param {string} folder */
async function write(folder) {
  const { build } = await import('vite');
  mkdirSync(cache, { recursive: true });
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      minify: false,
      rolldownOptions: {
        input: { main: join(root, 'src/cli/main.ts'), library: join(root, 'src/cli/library.ts') },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'parts/[name]-[hash].js',
          // V8 folds a `const` of a module into hot code, and looks a `var` up at every use: 15 % of the engine's time.
          topLevelVar: false,
        },
      },
    },
  });
}

// The last few stay, because a process may still be importing parts of its bundle.
function dropOldest() {
  const byAge = readdirSync(cache)
    .map((name) => join(cache, name))
    .sort((a, b) => madeAt(b) - madeAt(a));
  for (const folder of byAge.slice(keep)) rmSync(folder, { recursive: true, force: true });
}

/** @param {string} folder */
function madeAt(folder) {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
