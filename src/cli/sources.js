import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A name for the present state of some files: any added, removed, resized or touched file changes it.
 * Looking at dates and sizes only keeps this at a few milliseconds for a thousand files.
 *
 * @param {string[]} places files or folders, relative to the project
 * @param {(path: string) => boolean} matters which files count
 * @returns {string} 16 hexadecimal digits
 */
export function fingerprint(places, matters) {
  const hash = createHash('sha256');
  for (const { path, stat } of walk(places)) {
    if (stat.isFile() && matters(path)) hash.update(`${path} ${stat.mtimeMs} ${stat.size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * When any of these last changed. Folders count too: their date tells of a file removed.
 *
 * @param {string[]} places files or folders, relative to the project
 * @returns {number} milliseconds since 1970
 */
export function newestMillis(places) {
  return Math.max(...walk(places).map(({ stat }) => stat.mtimeMs));
}

/**
 * @param {string[]} places
 * @returns {{ path: string, stat: import('node:fs').Stats }[]} each place and all below it, in a fixed order
 */
function walk(places) {
  return places.flatMap((path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) return [];
    if (!stat.isDirectory()) return [{ path, stat }];
    const below = readdirSync(join(root, path)).sort();
    return [{ path, stat }, ...walk(below.map((name) => `${path}/${name}`))];
  });
}
