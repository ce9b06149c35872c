import { describe } from '#lib/base/messages.ts';
import type { Problem } from '#lib/base/problem.ts';

/** Says a problem in passing: what is wrong, and what to do about it. */
export function say(problem: Problem): void {
  const { says, fix } = describe(problem);
  note('error', says, fix);
}

/** Says something in passing. The first screen does without it, so it is loaded when there is something to say. */
export function note(tone: 'success' | 'error', title: string, description: string, seconds = 7): void {
  void import('svelte-sonner').then(({ toast }) =>
    toast[tone](title, { description, duration: seconds * 1000 }),
  );
}
