import type { Duration } from '#lib/base/duration.ts';
import { GROUP_KINDS, type Distance, type Group, type GroupKind } from './document.ts';
import { lineOf } from './groups.ts';

/**
 * What a message takes between two groups on top of its edge's network, one way, where the document says nothing:
 * another machine of the same rack, another zone of the same city, another continent's coast. Source: Halfopen.
 */
export const DEFAULT_DISTANCE_MS: Readonly<Record<GroupKind, number>> = {
  datacenter: 30,
  zone: 0.5,
  machine: 0.1,
};

/** What lies between two groups: what the document says of them, or the default of the level that parts them. */
export interface Way {
  readonly latency: Duration;
  /** The distance of the document that holds; null: the default. */
  readonly said: Distance | null;
}

/**
 * The way between two groups (null: nowhere); null where there is none to go. Of several distances the one between the
 * smallest groups holds, and if two are as small, the one that stands first.
 */
export function wayBetween(
  groups: readonly Group[],
  distances: readonly Distance[],
  from: string | null,
  to: string | null,
): Way | null {
  if (from === null || to === null || from === to) return null;
  const lines = [lineOf(groups, from), lineOf(groups, to)];
  const [near, far] = [0, 1].map((side) => lines[side].filter((group) => !lines[1 - side].includes(group)));
  let said: Distance | null = null;
  let least = Infinity;
  for (const distance of distances) {
    const steps = stepsTo(distance, near, far);
    if (steps < least) [said, least] = [distance, steps];
  }
  if (said !== null) return { latency: said.latency, said };
  const parting = GROUP_KINDS.find((kind) => [...near, ...far].some(({ is }) => is === kind));
  return parting === undefined
    ? null
    : { latency: { is: 'constant', ms: DEFAULT_DISTANCE_MS[parting] }, said: null };
}

/** How many groups one has to go outwards, on both sides together, to the two of a distance; Infinity: it is another way. */
function stepsTo({ between: [a, b] }: Distance, near: readonly Group[], far: readonly Group[]): number {
  const steps = (line: readonly Group[], id: string) => {
    const index = line.findIndex((group) => group.id === id);
    return index < 0 ? Infinity : index;
  };
  return Math.min(steps(near, a) + steps(far, b), steps(near, b) + steps(far, a));
}
