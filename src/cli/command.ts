/** What a command sees of the machine it runs on. */
export interface Surroundings {
  /** The project's folder. */
  readonly root: string;
  /** Where the user stands: what relative paths are relative to. */
  readonly cwd: string;
  print(text: string): void;
  warn(text: string): void;
}

/** One word of the command line. */
export interface Command {
  readonly name: string;
  /** What follows the name: `<file> [--json]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The rest of `help <name>`: options, one a line. */
  readonly details?: string;
  /** @returns the exit code. @throws Complaint for anything the user can mend */
  run(argv: readonly string[], around: Surroundings): number | Promise<number>;
}
