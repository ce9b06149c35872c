/** How long after the first picture, so that nothing of it has to share the line. */
const AFTER_MS = 4_000;

/**
 * Fetches what is likely to be asked for next, once the browser has nothing better to do: then it is there at once, also for
 * someone who has gone offline. Returns how to stop it.
 */
export function fetchAhead(): () => void {
  const timer = setTimeout(() => {
    // Where there is no such call there is no knowing when it would be welcome.
    if ('requestIdleCallback' in window) requestIdleCallback(() => void fetchNow());
  }, AFTER_MS);
  return () => clearTimeout(timer);
}

/** What does not come now is asked for again when it is needed, and told then. */
function fetchNow(): Promise<unknown> {
  return Promise.allSettled([
    import('#lib/scenario/editing.ts'),
    import('#lib/base/messages.ts'),
    import('#lib/playground/inspector/panels.ts'),
    import('#lib/playground/header/Gallery.svelte'),
    import('#lib/share/codec.ts'),
    import('svelte-sonner'),
  ]);
}
