import type { Replays } from '#lib/base/recording.ts';
// A replay may need a policy of another family.
import './all-behaviours.ts';

const found = import.meta.glob<Replays>('./*/*/replay.ts', { eager: true, import: 'replays' });

/** How recordings are replayed, by mechanism: each policy's folder brings the mechanisms that it is. */
export const replays: Replays = Object.fromEntries(
  Object.values(found).flatMap((each) => Object.entries(each)),
);
