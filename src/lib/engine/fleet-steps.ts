import type { Fenceposts } from './fleet-strategy.ts';
import { NONE } from './frames.ts';

/** An instance that counts: not one that was asked to leave. */
export interface Member {
  readonly host: number;
  readonly version: number;
  /** Ready for as long as is asked of it. */
  readonly available: boolean;
  /** Since when it is ready; NONE: it is not. */
  readonly readyAt: number;
  /** It starts, or is not ready for long enough yet. */
  readonly coming: boolean;
}

export interface Wanted extends Fenceposts {
  readonly desired: number;
  /** The newest version; all others are to go. */
  readonly version: number;
}

/**
 * How many to create now. `NewRSNewReplicas` and a ReplicaSet's own count: while there are old ones, as many new ones as the surge
 * leaves room for. Whoever is asked to leave makes room at once, not when it has gone (podReplacementPolicy TerminationStarted).
 */
export function toCreate(members: readonly Member[], wanted: Wanted): number {
  const fresh = members.filter(({ version }) => version === wanted.version).length;
  const missing = wanted.desired - fresh;
  if (fresh === members.length) return Math.max(0, missing);
  return Math.max(0, Math.min(missing, wanted.desired + wanted.maxSurge - members.length));
}

/**
 * Who is to leave now, as `reconcileOldReplicaSets` decides it: old ones that serve nobody first, then as many as are available
 * beyond the least; never more than the new ones that are not available yet allow.
 */
export function toStop(members: readonly Member[], wanted: Wanted): readonly Member[] {
  const fresh = members.filter(({ version }) => version === wanted.version);
  const surplus = ranked(fresh).slice(0, Math.max(0, fresh.length - wanted.desired));
  if (surplus.length > 0) return surplus;
  const old = ranked(members.filter(({ version }) => version !== wanted.version));
  const least = wanted.desired - wanted.maxUnavailable;
  const unavailable = fresh.filter(({ available }) => !available).length;
  const most = members.length - least - unavailable;
  if (old.length === 0 || most <= 0) return [];
  const useless = old.filter(({ available }) => !available).slice(0, most);
  const available = members.filter((member) => member.available).length;
  const rest = old.filter((member) => !useless.includes(member));
  return [...useless, ...rest.slice(0, Math.max(0, available - least))];
}

/** A ReplicaSet's order of deletion, the oldest version first: who is not ready, then who became ready last. */
function ranked(members: readonly Member[]): readonly Member[] {
  return [...members].sort(
    (a, b) =>
      a.version - b.version ||
      Number(a.readyAt !== NONE) - Number(b.readyAt !== NONE) ||
      b.readyAt - a.readyAt ||
      b.host - a.host,
  );
}
