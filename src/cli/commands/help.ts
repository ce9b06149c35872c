import { nearest } from '#lib/base/nearest.ts';
import type { Command, Surroundings } from '#cli/command.ts';
import { Complaint, EXIT } from '#cli/complaint.ts';

/** What `help` says of these commands. */
export function helpFor(commands: readonly Command[]) {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const overview = [
    'Halfopen runs a scenario without a browser: the same engine, the same digest.',
    '',
    'Usage: npm run -s halfopen -- <command> …',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    '  help <command> says more; --version says what this is.',
    '  Exit code: 0 good, 1 a check failed, 2 bad input, 3 a limit of the engine.',
  ].join('\n');

  function run([about]: readonly string[], around: Surroundings): number {
    around.print(about === undefined ? overview : pageOf(about));
    return EXIT.good;
  }

  function pageOf(about: string): string {
    const command = commands.find(({ name }) => name === about);
    if (command) {
      const { name, usage, summary, details } = command;
      return [`halfopen ${name} ${usage}`.trimEnd(), '', summary, ...(details ? ['', details] : [])].join(
        '\n',
      );
    }
    const names = commands.map(({ name }) => name);
    const meant = nearest(about, names);
    const hint = meant ? `Did you mean “${meant}”?` : `The commands are: ${names.join(', ')}.`;
    throw new Complaint(`There is no command “${about}”. ${hint}`);
  }

  return { overview, run };
}
