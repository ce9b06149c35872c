import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Listing } from '#lib/base/listing.ts';
import { reasonText } from '#lib/base/reason.ts';
import type { Record as RunRecord } from '#lib/playground/record/record.ts';
import { VIEW, VIEW_COLUMNS, type RegistryView, type View } from '#lib/runner/protocol.ts';
import { ghostCallsAt, type GhostCalls } from './ghosts.ts';
import { lifeAt } from './lives.ts';

/** One line of a registry's table. */
export interface RegistryRow {
  readonly listing: Listing;
  readonly label: string;
  readonly address: string;
  /** Its life, where it serves nobody but is listed; else null. */
  readonly ghost: { readonly life: string; readonly calls: GhostCalls } | null;
  /** It is not handed out any more: for how long, why, and whether nothing of it is left. */
  readonly left: { readonly seconds: number; readonly why: string } | null;
  readonly isGone: boolean;
}

export interface ServiceRows {
  /** Place in `plan.nodes`, its id and its name. */
  readonly node: number;
  readonly id: string;
  readonly label: string;
  readonly listed: number;
  readonly rows: readonly RegistryRow[];
}

/** A line that was dropped is still shown for so long, struck out. Simulated. */
export const GONE_SECONDS = 5;

/** A registry's table, service by service; who was dropped a moment ago leaves last. */
export function registryRows(
  record: RunRecord,
  view: View,
  registry: RegistryView,
  micros: number,
): ServiceRows[] {
  const { plan } = record;
  const services = new Map<number, RegistryRow[]>();
  for (const listing of registry.listings) {
    const { label, address, node } = plan.hosts[listing.host];
    const rows = services.get(node) ?? [];
    services.set(node, rows);
    const left = listing.listed ? null : leftAt(record, registry.node, label, micros);
    const isGone = !listing.listed && UNKNOWN.has(listing.state);
    if (isGone && (left === null || left.seconds > GONE_SECONDS)) continue;
    rows.push({ listing, label, address, ghost: ghostOf(record, view, listing, micros), left, isGone });
  }
  return [...services].map(([node, rows]) => {
    const { id, label } = plan.nodes[node];
    return { node, id, label, rows, listed: rows.filter(({ listing }) => listing.listed).length };
  });
}

/** Who left a registry's lists a moment ago: dropped, or in good order. */
export function leaversAt(
  record: RunRecord,
  registry: RegistryView,
  micros: number,
): { readonly dropped: readonly string[]; readonly departed: readonly string[] } {
  const left = registry.listings.filter(({ host, listed }) => {
    const step = listed ? null : leftAt(record, registry.node, record.plan.hosts[host].label, micros);
    return step !== null && step.seconds <= GONE_SECONDS;
  });
  const named = (departs: boolean) =>
    left
      .filter(({ host }) => (lifeAt(record, host, micros).event === 'asked to stop') === departs)
      .map(({ host }) => record.plan.hosts[host].label);
  return { dropped: named(false), departed: named(true) };
}

/** Not handed out, but known: who fails its checks keeps a line. These are the mechanisms' words for one of whom nothing is known. */
const UNKNOWN: ReadonlySet<string> = new Set(['absent', 'no record', 'unknown', 'not registered']);

function ghostOf(
  record: RunRecord,
  view: View,
  { host, listed }: Listing,
  micros: number,
): RegistryRow['ghost'] {
  if (!listed || view.hosts[host * VIEW_COLUMNS + VIEW.down] === 0) return null;
  return { life: lifeAt(record, host, micros).state, calls: ghostCallsAt(view, host) };
}

/** The last step of whatever machine the registry keeps for this instance. */
function leftAt(record: RunRecord, registry: number, label: string, micros: number): RegistryRow['left'] {
  const { plan, transitions } = record;
  const { id } = plan.nodes[registry];
  let latest: RegistryRow['left'] = null;
  plan.charts.forEach(({ owner, subjects, rules, initial }, chart) => {
    const subject = owner === id ? subjects.indexOf(label) : -1;
    const step = subject < 0 ? null : transitions.lastOf(micros, chart, subject);
    // Who has just come is not handed out yet, and was not dropped.
    if (step === null || step.from === initial) return;
    const seconds = (micros - step.atMicros) / MICROS_PER_S;
    if (latest === null || seconds < latest.seconds) latest = { seconds, why: reasonText(rules, step) };
  });
  return latest;
}
