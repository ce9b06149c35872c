import { nearest } from '#lib/base/nearest.ts';
import '#lib/policies/all-behaviours.ts';
import type { Command, Surroundings } from './command.ts';
import { bench } from './commands/bench.ts';
import { compare } from './commands/compare.ts';
import { gallery } from './commands/gallery.ts';
import { helpFor } from './commands/help.ts';
import { link } from './commands/link.ts';
import { replay } from './commands/replay.ts';
import { run } from './commands/run.ts';
import { schema } from './commands/schema.ts';
import { staleness } from './commands/staleness.ts';
import { validate } from './commands/validate.ts';
import { Complaint, EXIT } from './complaint.ts';
import { versionOf } from './version.ts';

const commands: readonly Command[] = [
  run,
  replay,
  validate,
  gallery,
  link,
  schema,
  staleness,
  compare,
  bench,
];

/**
 * Runs one command.
 *
 * @param argv the words after `halfopen`
 * @param root the project's folder
 * @returns the exit code: 0 good, 1 a check failed, 2 bad input, 3 an engine limit
 */
export async function main(argv: readonly string[], root: string): Promise<number> {
  endQuietlyWithoutReader();
  const around: Surroundings = {
    root,
    cwd: whereTheUserStands(),
    print: (text) => process.stdout.write(`${text}\n`),
    warn: (text) => process.stderr.write(`${text}\n`),
  };
  try {
    return await dispatch(argv, around);
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    around.warn(error.message);
    return error.exitCode;
  }
}

function dispatch([word, ...rest]: readonly string[], around: Surroundings): number | Promise<number> {
  const help = helpFor(commands);
  if (word === undefined) {
    around.warn(help.overview);
    return EXIT.badInput;
  }
  if (word === '--version' || word === '-v') {
    around.print(versionOf(around.root));
    return EXIT.good;
  }
  if (word === '--help' || word === '-h' || word === 'help') return help.run(rest, around);
  const command = commands.find(({ name }) => name === word);
  if (command === undefined) {
    const names = [...commands.map(({ name }) => name), 'help'];
    const meant = nearest(word, names);
    const hint = meant ? `Did you mean “${meant}”?` : `The commands are: ${names.join(', ')}.`;
    throw new Complaint(`There is no command “${word}”. ${hint}`);
  }
  if (rest.includes('--help') || rest.includes('-h')) return help.run([word], around);
  return command.run(rest, around);
}

/** npm changes into the project's folder before it runs a script, and leaves word where the user was. */
function whereTheUserStands(): string {
  const { npm_lifecycle_event: script, INIT_CWD: before } = process.env;
  return before !== undefined && (script === 'halfopen' || script === 'bench') ? before : process.cwd();
}

/** `halfopen … | head` closes the pipe before all is written: that is no mistake. */
function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(EXIT.good);
    });
  }
}
