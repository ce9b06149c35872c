/**
 * What is wrong with an input: a code, where it is (a JSON Pointer into the document, RFC 6901) and the
 * numbers or names that the sentence needs. `messages.ts` turns it into words and a next step.
 */
export interface Problem {
  readonly code: string;
  readonly at: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Thrown where an input cannot be used at all; carries every problem found, not only the first. */
export class ProblemError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map((p) => `${p.code} at ${p.at || '/'}`).join('; '));
  }
}

/** What one is only warned of: the document is as good as before. The words of these say so as well, but come later. */
export const WARNINGS: readonly string[] = ['other-engine', 'below-other', 'above-other'];

export function isWarning({ code }: Problem): boolean {
  return WARNINGS.includes(code);
}

/** Gathers problems while reading a document. */
export class Problems {
  readonly list: Problem[] = [];

  add(code: string, at: string, params: Problem['params'] = {}): void {
    this.list.push({ code, at, params });
  }

  /** Throws a `ProblemError` if anything was added that is more than a warning. */
  throwIfAny(): void {
    if (!this.list.every(isWarning)) throw new ProblemError(this.list);
  }
}

/** One more step of a JSON Pointer, escaped as RFC 6901 asks. */
export function step(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
