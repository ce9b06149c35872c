import {
  OUT,
  VIEW,
  VIEW_COLUMNS,
  type CopyView,
  type RegistryView,
  type View,
} from '#lib/runner/protocol.ts';
import type { Plan } from '#lib/scenario/plan.ts';

/** How an address in a caller's copy stands to the registry's list. */
export type Difference = 'same' | 'stale' | 'unknown yet' | 'from elsewhere';

export interface CopyRow {
  readonly host: number;
  readonly label: string;
  readonly address: string;
  readonly difference: Difference;
  /** Nobody serves there, and the caller does not know. */
  readonly isGhost: boolean;
  /** 'in rotation', 'out: health check', 'out: ejected'; empty for one it does not know. */
  readonly use: string;
}

/** All that one caller holds through one registry. */
export interface CallerCopies {
  readonly caller: number;
  readonly label: string;
  readonly differences: number;
  readonly copies: readonly {
    readonly callee: string;
    readonly age: number | null;
    readonly rows: readonly CopyRow[];
  }[];
}

/** The copies of everyone who asks this registry, caller by caller in the plan's order. */
export function callerCopies(plan: Plan, view: View, registry: RegistryView): CallerCopies[] {
  const callers = [...new Set(registry.copies.map(({ caller }) => caller))].toSorted((a, b) => a - b);
  return callers.map((caller) => {
    const own = registry.copies.filter((copy) => copy.caller === caller);
    const copies = own.map((copy) => {
      const { label } = plan.nodes[plan.edges[copy.edge].to];
      return { callee: label, age: copy.age, rows: copyRows(plan, view, registry, copy) };
    });
    const rows = copies.flatMap((copy) => copy.rows);
    const differences = rows.filter(({ difference }) => isDifferent(difference)).length;
    return { caller, label: plan.hosts[caller].label, differences, copies };
  });
}

/** The one that is worth opening first: whose copy differs most. */
export function mostDifferent(callers: readonly CallerCopies[]): CallerCopies | null {
  return callers.reduce<CallerCopies | null>(
    (most, each) => (most === null || each.differences > most.differences ? each : most),
    null,
  );
}

export function isDifferent(difference: Difference): boolean {
  return difference === 'stale' || difference === 'unknown yet';
}

function copyRows(plan: Plan, view: View, { listings }: RegistryView, copy: CopyView): CopyRow[] {
  const callee = plan.edges[copy.edge].to;
  const known = new Map(listings.map(({ host, listed }) => [host, listed]));
  const missing = listings
    .filter(({ host, listed }) => listed && plan.hosts[host].node === callee && !copy.listed.includes(host))
    .map(({ host }) => host);
  return [...copy.listed, ...missing]
    .toSorted((a, b) => a - b)
    .map((host): CopyRow => {
      const place = copy.listed.indexOf(host);
      const isListed = known.get(host);
      const held = isListed === undefined ? 'from elsewhere' : isListed ? 'same' : 'stale';
      const { label, address } = plan.hosts[host];
      return {
        host,
        label,
        address,
        difference: place < 0 ? 'unknown yet' : held,
        isGhost: place >= 0 && view.hosts[host * VIEW_COLUMNS + VIEW.down] !== 0,
        use: place < 0 ? '' : useOf(copy.out[place]),
      };
    });
}

function useOf(out: number): string {
  if (out === 0) return 'in rotation';
  const reasons = [
    ...((out & OUT.unhealthy) !== 0 ? ['health check'] : []),
    ...((out & OUT.ejected) !== 0 ? ['ejected'] : []),
  ];
  return `out: ${reasons.join(', ')}`;
}
