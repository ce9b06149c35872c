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
    const message = error instanceof Error ? error.message : String(error);
    studio.report({ code: 'part-missing', at: '', params: { message } });
  }
}
