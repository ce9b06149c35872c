import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Listing } from '#lib/base/listing.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import type { Record as RunRecord } from '#lib/playground/record/record.ts';
import { VIEW, VIEW_COLUMNS, type CopyView, type View } from '#lib/runner/protocol.ts';
import { lifeAt, type Life } from './lives.ts';

/** An address at which nobody serves, and who still hands it out or calls it. */
export interface Ghost {
  readonly host: number;
  readonly label: string;
  /** Id of its node. */
  readonly owner: string;
  readonly life: Life;
  /** Nobody serves there. */
  readonly isAway: boolean;
  /** Whether somebody lists it: only then it is a ghost in earnest. */
  readonly isListed: boolean;
  readonly calls: GhostCalls;
  /** Each registry that knows the address, and what it says of it. */
  readonly known: readonly { readonly registry: string; readonly listing: Listing }[];
  /** The callers' copies that list it, the oldest first. */
  readonly copies: readonly CopyView[];
  /** How many callers have it without a copy that could be refreshed. */
  readonly byHeart: number;
}

/** Requests that reached the address in its present or last absence, and the time from the first of them to the last. */
export interface GhostCalls {
  readonly count: number;
  readonly seconds: number;
}

/** Everyone who serves nobody just now; those who are still listed first, and of these the one called most. */
export function ghostsAt(record: RunRecord, view: View, micros: number): Ghost[] {
  const ghosts = record.plan.hosts.flatMap((_, host) => {
    return view.hosts[host * VIEW_COLUMNS + VIEW.down] === 0 ? [] : [ghostAt(record, view, host, micros)];
  });
  // Who left in good order, or gave up its address, is missed by nobody who does not list it.
  const real = ghosts.filter(({ isListed, life: { state, event } }) => {
    return isListed || state === 'hung' || (state === 'down' && event === 'crashed');
  });
  const weight = ({ isListed, calls }: Ghost) => (isListed ? 1e12 : 0) + calls.count;
  return real.toSorted((a, b) => weight(b) - weight(a));
}

export function ghostAt(record: RunRecord, view: View, host: number, micros: number): Ghost {
  const { plan } = record;
  const { label, node } = plan.hosts[host];
  const known = view.registries.flatMap(({ node: registry, listings }) => {
    const listing = listings.find((each) => each.host === host);
    return listing === undefined ? [] : [{ registry: plan.nodes[registry].id, listing }];
  });
  const copies = view.registries
    .flatMap((registry) => registry.copies.filter(({ listed }) => listed.includes(host)))
    .toSorted((a, b) => (b.age ?? 0) - (a.age ?? 0));
  const holders = view.hosts[host * VIEW_COLUMNS + VIEW.holders];
  return {
    host,
    label,
    owner: plan.nodes[node].id,
    life: lifeAt(record, host, micros),
    isAway: view.hosts[host * VIEW_COLUMNS + VIEW.down] !== 0,
    isListed: holders > 0 || known.some(({ listing }) => listing.listed),
    calls: ghostCallsAt(view, host),
    known,
    copies,
    byHeart: known.length === 0 ? holders - copies.length : 0,
  };
}

/** The addresses of a node (its place) at which nobody serves though callers hold them, those called most first. */
export function ghostHosts({ nodes }: Plan, view: View, node: number): number[] {
  const { firstHost, hosts } = nodes[node];
  const at = (host: number, column: number) => view.hosts[host * VIEW_COLUMNS + column];
  return Array.from({ length: hosts }, (_, i) => firstHost + i)
    .filter((host) => at(host, VIEW.down) !== 0 && at(host, VIEW.holders) > 0)
    .toSorted((a, b) => at(b, VIEW.absenceCalls) - at(a, VIEW.absenceCalls));
}

export function ghostCallsAt({ hosts }: View, host: number): GhostCalls {
  const at = (column: number) => hosts[host * VIEW_COLUMNS + column];
  const count = at(VIEW.absenceCalls);
  const micros = count === 0 ? 0 : at(VIEW.lastGhostCall) - at(VIEW.firstGhostCall);
  return { count, seconds: micros / MICROS_PER_S };
}
