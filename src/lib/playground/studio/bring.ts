import type { Problem } from '#lib/base/problem.ts';
import type { Studio } from './studio.svelte.ts';

/** Waits for a part of the page that comes when it is asked for; one that does not come is told, and nothing else changes. */
export async function bring<Part>(
  studio: Studio,
  part: Promise<Part>,
  use: (part: Part) => void,
): Promise<void> {
  try {
    use(await part);
  } catch (error) {
    studio.report(missing(error));
  }
}

/** That a part of the page did not come, as a problem. */
export function missing(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'part-missing', at: '', params: { message } };
}
