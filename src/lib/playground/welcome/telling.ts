import { reasonText } from '#lib/base/reason.ts';
import type { Family } from '#lib/base/outcomes.ts';
import { startOf, type Plan, type PlanChart } from '#lib/scenario/plan.ts';
import type { View } from '#lib/runner/protocol.ts';
import type { Record as RunRecord } from '#lib/playground/record/record.ts';
import { callsText, causeOf } from '#lib/playground/discovery/ghost-words.ts';
import { ghostsAt, type Ghost } from '#lib/playground/discovery/ghosts.ts';
import { perSecond, short } from '#lib/ui/numbers.ts';

/** The one sentence about what is going on, with what it rests on. */
export interface Telling {
  readonly family: Family;
  readonly head: string;
  readonly rest: string;
  /** Node or edge that it is about. */
  readonly owner: string | null;
}

/**
 * What is worth telling of a run at a moment: the worst first, and when all is well, that. `broken` says what was broken
 * and not mended yet, "Payment fails 100 %": before its effects come, nobody should read that all is well.
 */
export function tellingAt(
  record: RunRecord,
  micros: number,
  names: ReadonlyMap<string, string>,
  view: View | null,
  broken: string | null = null,
): Telling {
  const seen = new Scan(record, micros);
  return (
    breakers(seen, names) ??
    registryDown(seen, names) ??
    ghosts(seen, names, view) ??
    failures(seen) ??
    allWell(seen, broken)
  );
}

function breakers(seen: Scan, names: ReadonlyMap<string, string>): Telling | null {
  const open = seen.subjects('breaker').filter(({ state }) => state !== 'closed');
  if (open.length === 0) return null;
  const named = open.map(({ chart }) => guardedBy(seen.plan, chart, names));
  const refused = open.reduce((sum, { chart }) => sum + seen.refusedPerSecond(chart.owner), 0);
  const [{ chart, state, why }] = open;
  const turned = refused > 0 ? ` ${perSecond(refused)} are turned away at once.` : '';
  if (open.length > 1) {
    const head = `${open.length} breakers keep callers away: ${named.join(', ')}.`;
    const first = why === '' ? '' : `${named[0]}: ${why}`;
    return { family: 'refused', head, rest: `${first}${turned}`.trim(), owner: chart.owner };
  }
  const head =
    state === 'open'
      ? `The breaker of ${named[0]} is open.`
      : `The breaker of ${named[0]} lets a probe through.`;
  return {
    family: state === 'open' ? 'failed' : 'refused',
    head,
    rest: `${why}${turned}`.trim(),
    owner: chart.owner,
  };
}

function registryDown(seen: Scan, names: ReadonlyMap<string, string>): Telling | null {
  const down = seen.subjects('mode').find(({ state }) => state === 'down');
  if (down === undefined) return null;
  const name = names.get(down.chart.owner) ?? 'The registry';
  const rest = 'Nobody is registered, renewed or looked up; callers go on with the copies that they hold.';
  return { family: 'failed', head: `${name} is down.`, rest, owner: down.chart.owner };
}

function ghosts(seen: Scan, names: ReadonlyMap<string, string>, view: View | null): Telling | null {
  if (view === null) return null;
  const away = ghostsAt(seen.record, view, seen.micros);
  if (away.length === 0) return null;
  const [first] = away;
  const listed = away.filter(({ isListed }) => isListed);
  if (listed.length > 0) {
    const count = listed.reduce((sum, { calls }) => sum + calls.count, 0);
    const others = listed.length > 1 ? ` Of ${listed.length} ghosts it is the one called most.` : '';
    const calls = listed.length > 1 && count > 0 ? { ...first.calls, count } : first.calls;
    const head = capital(causeOf(first, seen.plan, names));
    return { family: 'failed', head, rest: `${sentence(callsText(calls))}${others}`, owner: first.owner };
  }
  const called = sentence(callsText(first.calls));
  const head =
    away.length === 1 ? `${first.label} is ${stateText(first)}.` : `${away.length} instances serve nobody.`;
  const addresses = away.length === 1 ? 'its address' : 'their addresses';
  const rest = `Nobody hands out ${addresses} any more; calls go to those that are left. ${called}`;
  return { family: 'failed', head, rest: rest.trim(), owner: first.owner };
}

function stateText({ life: { state } }: Ghost): string {
  if (state === 'hung') return 'hanging';
  return state === 'absent' ? 'gone' : state;
}

function failures(seen: Scan): Telling | null {
  const rates = seen.record.familyRatesAt(seen.micros);
  const total = rates.ok + rates.failed + rates.refused + rates.late;
  const bad = total - rates.ok;
  if (total === 0 || bad / total < 0.01) return null;
  const families = (['failed', 'refused', 'late'] as const).filter((family) => rates[family] > 0);
  const worst = families.reduce((a, b) => (rates[b] > rates[a] ? b : a));
  const parts = families.map(
    (family) =>
      `${perSecond(rates[family])} ${family === 'late' ? 'time out' : family === 'failed' ? 'fail' : 'are refused'}`,
  );
  const head = `${short((100 * bad) / total)} % of the requests do not succeed.`;
  return { family: worst, head, rest: `${parts.join(', ')}.`, owner: null };
}

function allWell(seen: Scan, broken: string | null): Telling {
  const rates = seen.record.familyRatesAt(seen.micros);
  const { answered } = seen.record.latencyAt(seen.micros, 5_000_000);
  const p99 = answered.count > 0 ? `, 99 of 100 answered within ${short(answered.p99 / 1000)} ms` : '';
  if (broken !== null && rates.ok > 0) {
    const rest = `${perSecond(rates.ok)} still succeed${p99}.`;
    return { family: 'failed', head: sentence(broken), rest, owner: null };
  }
  const rest = rates.ok > 0 ? `${perSecond(rates.ok)}${p99}.` : 'No request has ended yet.';
  return { family: 'ok', head: rates.ok > 0 ? 'All is well.' : 'Ready.', rest, owner: null };
}

interface Subject {
  readonly chart: PlanChart;
  readonly subject: string;
  readonly state: string;
  /** Why it is in that state, as a sentence. */
  readonly why: string;
}

/** A run at one moment, read by concern. */
class Scan {
  constructor(
    readonly record: RunRecord,
    readonly micros: number,
  ) {}

  get plan(): Plan {
    return this.record.plan;
  }

  subjects(concern: string): Subject[] {
    return this.plan.charts.flatMap((chart, place) => {
      if (chart.concern !== concern) return [];
      return chart.subjects.map((subject, i) => {
        const last = this.record.transitions.lastOf(this.micros, place, i);
        const state = chart.states[last?.to ?? startOf(chart, i)];
        const why = last ? sentence(reasonText(chart.rules, last)) : '';
        return { chart, subject, state, why };
      });
    });
  }

  refusedPerSecond(edge: string): number {
    const place = this.plan.edges.findIndex(({ id }) => id === edge);
    return place < 0 ? 0 : this.record.edgeRatesAt(this.micros, place).refused;
  }
}

function guardedBy(plan: Plan, { owner }: PlanChart, names: ReadonlyMap<string, string>): string {
  const edge = plan.edges.find(({ id }) => id === owner);
  if (edge === undefined) return owner;
  return edge.path || (names.get(plan.nodes[edge.to].id) ?? plan.nodes[edge.to].label);
}

function sentence(text: string): string {
  if (text === '') return '';
  return `${capital(text)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function capital(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}
