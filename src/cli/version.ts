import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_SEMANTICS, FORMAT } from '#lib/scenario/document.ts';

/** The project's version, with the numbers that decide whether two runs can be compared. */
export function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return `halfopen ${version} (engine ${ENGINE_SEMANTICS}, scenario format ${FORMAT})`;
}
