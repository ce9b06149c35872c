import { beginHistory } from '#lib/scenario/history.ts';
import { bring, missing } from './bring.ts';
import { note } from './say.svelte.ts';
import { LINK_OPENED, openLink } from './sharing.ts';
import type { Studio } from './studio.svelte.ts';

/** A first visit begins where everything is registered and traffic flows; what was before can be scrubbed to. */
const WARM_MICROS = 10_000_000;

/** What the page shows first: a link in the address bar, else the work kept here, else the reference layout. */
export async function openFirst(studio: Studio): Promise<void> {
  const kept = await studio.keeping.begin();
  if (kept !== null) {
    const { history, playheadMicros, selected } = kept;
    studio.openHistory(history, { playheadMicros, playing: false }, selected);
    if (location.hash !== '' && location.hash === sessionStorage.getItem(LINK_OPENED)) return;
  }
  if (await followLink(studio, kept !== null)) return;
  if (kept === null) {
    await bring(studio, import('#lib/gallery/reference.ts'), ({ reference }) =>
      studio.openHistory(beginHistory(reference), { playheadMicros: WARM_MICROS, playing: true }),
    );
  }
}

/** Opens a link that was pasted into the address bar of the open page. */
export async function followLink(studio: Studio, keepsWork: boolean): Promise<boolean> {
  try {
    return await openLink(studio, (says, fix) =>
      note('error', says, keepsWork ? `${fix} Your own work is untouched.` : fix, 12),
    );
  } catch (error) {
    // The link stays in the address bar: a reload tries again.
    studio.report(missing(error));
    return false;
  }
}
