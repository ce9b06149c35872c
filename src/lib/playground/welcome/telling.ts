import { reasonText } from '#lib/base/reason.ts';
import type { Family } from '#lib/base/outcomes.ts';
import { startOf, type Plan, type PlanChart } from '#lib/scenario/plan.ts';
import { VIEW, VIEW_COLUMNS, type View } from '#lib/runner/protocol.ts';
import type { Record as RunRecord } from '#lib/playground/record/record.ts';
import { perSecond, short } from '#lib/ui/numbers.ts';

/** The one sentence about what is going on, with what it rests on. */
export interface Telling {
  readonly family: Family;
  readonly head: string;
  readonly rest: string;
  /** Node or edge that it is about. */
  readonly owner: string | null;
}

/** What is worth telling of a run at a moment: the worst first, and when all is well, that. */
export function tellingAt(
  record: RunRecord,
  micros: number,
  names: ReadonlyMap<string, string>,
  view: View | null,
): Telling {
  const seen = new Scan(record, micros);
  return (
    breakers(seen, names) ??
    registryDown(seen, names) ??
    ghosts(seen, view) ??
    failures(seen) ??
    allWell(seen)
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
    return { family: 'refused', head, rest: `${why}${turned}`.trim(), owner: chart.owner };
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

function ghosts(seen: Scan, view: View | null): Telling | null {
  const down = seen.subjects('life').filter(({ state }) => state === 'down');
  if (down.length === 0) return null;
  const listed = new Set(
    seen
      .subjects('lease')
      .filter(({ state }) => state !== 'absent')
      .map(({ subject }) => subject),
  );
  const ghosts = down.filter(({ subject }) => listed.has(subject));
  const [first] = ghosts.length > 0 ? ghosts : down;
  const head = down.length === 1 ? `${first.subject} is down.` : `${down.length} instances are down.`;
  const calls = down.reduce((sum, { subject }) => sum + ghostCallsAt(seen.plan, subject, view), 0);
  const called = calls > 0 ? ` ${calls.toLocaleString('en')} calls went to a ghost.` : '';
  const rest =
    ghosts.length > 0
      ? `Its address is still handed out: a ghost until its lease ends and every copy is refreshed.`
      : `The registry has dropped it; calls go to those that are left.`;
  return { family: 'failed', head, rest: `${rest}${called}`, owner: first.chart.owner };
}

/** Calls that reached the instance's address while no process was there. */
function ghostCallsAt(plan: Plan, subject: string, view: View | null): number {
  const host = plan.hosts.findIndex(({ label }) => label === subject);
  return host < 0 || view === null ? 0 : view.hosts[host * VIEW_COLUMNS + VIEW.ghostCalls];
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

function allWell(seen: Scan): Telling {
  const rates = seen.record.familyRatesAt(seen.micros);
  const { answered } = seen.record.latencyAt(seen.micros, 5_000_000);
  const p99 = answered.count > 0 ? `, 99 of 100 answered within ${short(answered.p99 / 1000)} ms` : '';
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
  return `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
