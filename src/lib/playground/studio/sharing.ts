import type { Studio } from './studio.svelte.ts';

/** Where this tab notes which link its work began with: after a reload the work goes on, not the link. */
export const LINK_OPENED = 'halfopen-link';

/** The hash (without '#') of what is on the page: document, playhead and selection. */
export async function hashOf(studio: Studio): Promise<string> {
  const { encodeLink } = await import('#lib/share/codec.ts');
  const { scenario, selected, player } = studio;
  const playheadMicros = Math.ceil(player.playheadMicros);
  return encodeLink({ scenario, playheadMicros, selected: selected?.id ?? null }, studio.definitions);
}

/** Puts the link into the address bar and, where the browser lets us, onto the clipboard. */
export async function share(studio: Studio): Promise<{ link: string; isCopied: boolean }> {
  const hash = await hashOf(studio);
  const url = new URL(location.href);
  url.hash = hash;
  history.replaceState(history.state, '', url);
  sessionStorage.setItem(LINK_OPENED, url.hash);
  try {
    await navigator.clipboard.writeText(url.href);
    return { link: url.href, isCopied: true };
  } catch {
    // Denied, or not a secure context: the address bar still has it.
    return { link: url.href, isCopied: false };
  }
}

/**
 * Opens the link in the address bar, if there is one. One that cannot be used is taken out of the address bar
 * and said; the work on the page stays as it is.
 */
export async function openLink(studio: Studio, say: (says: string, fix: string) => void): Promise<boolean> {
  if (location.hash.length < 2) return false;
  const [{ decodeLink }, { describe }] = await Promise.all([
    import('#lib/share/codec.ts'),
    import('#lib/base/messages.ts'),
    // A link may name any of them.
    import('#lib/policies/all-policies.ts'),
  ]);
  const { shared, problems } = await decodeLink(location.hash, studio.definitions);
  for (const { says, fix } of problems.map(describe)) say(says, fix);
  if (shared === null) {
    history.replaceState(history.state, '', location.pathname + location.search);
    return false;
  }
  sessionStorage.setItem(LINK_OPENED, location.hash);
  const { scenario, playheadMicros, selected } = shared;
  studio.open(scenario, { playheadMicros, playing: playheadMicros === 0 }, selected);
  return true;
}
