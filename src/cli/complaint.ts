import { describe } from '#lib/base/messages.ts';
import type { Problem } from '#lib/base/problem.ts';

/** What a command's end means to the shell that ran it. */
export const EXIT = { good: 0, checkFailed: 1, badInput: 2, engineLimit: 3 } as const;

/** Ends a command: `message` goes to stderr as it is, and `exitCode` to the shell. */
export class Complaint extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.badInput,
  ) {
    super(message);
  }
}

/** Problems of one input as lines: where it is, what is wrong, and what to do. */
export function problemLines(input: string, problems: readonly Problem[]): string {
  return problems
    .map(describe)
    .map(
      ({ level, where, says, fix }) =>
        `${input}${where === '/' ? '' : ` ${where}`}: ${level}: ${says}${fix && ` ${fix}`}`,
    )
    .join('\n');
}
