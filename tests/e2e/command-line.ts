import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../src/cli/sources.js';

/** What `halfopen run … --json` prints, as far as the tests look at it. */
export interface Printed {
  readonly digest: string;
  readonly outcomes: Readonly<Record<string, number>>;
}

/**
 * Runs the command line in a process of its own, with the engine in Node.
 *
 * @param what a gallery name or a link
 */
export function runInNode(what: string, seconds: number, ...more: string[]): Printed {
  const words = ['run', what, '--for', `${seconds}s`, ...more, '--json'];
  return JSON.parse(
    execFileSync(process.execPath, [join(root, 'src/cli/launcher.js'), ...words], { encoding: 'utf8' }),
  );
}
