import type { Problem } from '#lib/base/problem.ts';

/** Whether anything was ever said: until then nobody need listen. */
export const saying = $state({ hasBegun: false });

/** Says a problem in passing: what is wrong, and what to do about it. */
export function say(problem: Problem): void {
  void import('#lib/base/messages.ts').then(({ describe }) => {
    const { says, fix } = describe(problem);
    note('error', says, fix);
  });
}

/** Says something in passing. The first screen does without it, so it is loaded when there is something to say. */
export function note(tone: 'success' | 'error', title: string, description: string, seconds = 7): void {
  saying.hasBegun = true;
  void import('svelte-sonner').then(({ toast }) =>
    toast[tone](title, { description, duration: seconds * 1000 }),
  );
}
