import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { preview } from 'vite';
import { newestMillis, root } from './sources.js';

/** `npm start`: builds the site if it is missing or older than its sources, then serves the built files. */
const { values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string' } } });

if (isStale()) {
  console.log('Building the site …');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
}

const site = await preview({
  // Without the project's own configuration: what is served are the plain files any other host would serve.
  configFile: false,
  root,
  appType: 'mpa',
  build: { outDir: 'build' },
  // A port that was asked for is the only good one; otherwise the next free one will do.
  preview: { host: values.host, port: Number(values.port ?? 4173), strictPort: values.port !== undefined },
});
const { local = [], network = [] } = site.resolvedUrls ?? {};
console.log(`Halfopen is at ${[...local, ...network][0]}`);

function isStale() {
  const built = statSync(join(root, 'build/index.html'), { throwIfNoEntry: false });
  const sources = ['src', 'static', 'svelte.config.js', 'vite.config.ts', 'package-lock.json'];
  return !built || built.mtimeMs < newestMillis(sources);
}
