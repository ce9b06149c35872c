import { toneOf, type Tone } from '#lib/charts/statechart/tone.ts';
import type { Transitions } from '#lib/playground/record/transitions.ts';
import type { Plan, PlanChart } from '#lib/scenario/plan.ts';
import { reason, subjectName } from './words.ts';

/** An action of the script, in words. */
export interface ScriptLine {
  readonly atMicros: number;
  /** Node or edge id that it was done to. */
  readonly owner: string;
  /** "Payment fails 100 %". */
  readonly text: string;
}

export type Filter = 'all' | 'breakers' | 'leases' | 'instances' | 'actions';
export const FILTERS: readonly Filter[] = ['all', 'breakers', 'leases', 'instances', 'actions'];

export interface Entry {
  readonly key: string;
  readonly atMicros: number;
  readonly owner: string;
  readonly title: string;
  readonly why: string;
  readonly tone: Tone | null;
}

const CONCERNS: { readonly [filter in Filter]: readonly string[] | null } = {
  all: null,
  breakers: ['breaker'],
  leases: ['lease', 'record', 'check', 'pod', 'node', 'self-preservation', 'mode'],
  instances: ['life', 'deployment'],
  actions: [],
};

export interface LogQuestion {
  readonly plan: Plan;
  readonly transitions: Transitions;
  readonly script: readonly ScriptLine[];
  readonly micros: number;
  readonly filter: Filter;
  readonly nameOf: (owner: string) => string;
  /** No more than so many. */
  readonly limit: number;
}

/** What happened before t, the newest first; an action before the transitions of its microsecond happened first. */
export function logEntries({
  plan,
  transitions,
  script,
  micros,
  filter,
  nameOf,
  limit,
}: LogQuestion): Entry[] {
  const entries: Entry[] = [];
  const concerns = CONCERNS[filter];
  const acts = filter === 'all' || filter === 'actions';
  let next = concerns?.length === 0 ? -1 : transitions.before(micros) - 1;
  let act = acts ? script.findLastIndex((line) => line.atMicros < micros) : -1;
  while (entries.length < limit && (next >= 0 || act >= 0)) {
    const transition = next >= 0 ? transitions.at(next) : null;
    if (act >= 0 && script[act].atMicros > (transition?.atMicros ?? -1)) {
      const { atMicros, owner, text } = script[act];
      entries.push({ key: `a${act--}`, atMicros, owner, title: text, why: '', tone: null });
    } else if (transition !== null) {
      const chart = plan.charts[transition.chart];
      const from = firstOfFold(transitions, next);
      if (concerns === null || concerns.includes(chart.concern)) {
        const states = `${chart.states[transition.from]} → ${chart.states[transition.to]}`;
        const count = next - from + 1;
        const who =
          count === 1
            ? subjectName(chart, transition.subject, nameOf)
            : `${count} ${chart.concern}s at ${nameOf(chart.owner)}`;
        entries.push({
          key: `t${next}`,
          atMicros: transition.atMicros,
          owner: chart.owner,
          title: `${who}: ${states}`,
          why: count === 1 ? reason(chart, transition) : namesOf(transitions, from, next, chart),
          tone: toneOf(chart.states[transition.to]),
        });
      }
      next = from - 1;
    }
  }
  return entries;
}

/** Steps of one chart that are the same and fall together read as one line, if there are so many. */
const FOLD_FROM = 3;
const TOGETHER_MICROS = 100_000;

/** The place of the earliest step that belongs to the line of the step at `last`. */
function firstOfFold(transitions: Transitions, last: number): number {
  const { chart, event, to, atMicros } = transitions.at(last);
  let first = last;
  while (first > 0) {
    const before = transitions.at(first - 1);
    const same = before.chart === chart && before.event === event && before.to === to;
    if (!same || atMicros - before.atMicros > TOGETHER_MICROS) break;
    first--;
  }
  return last - first + 1 >= FOLD_FROM ? first : last;
}

function namesOf(transitions: Transitions, first: number, last: number, chart: PlanChart): string {
  const names = Array.from({ length: last - first + 1 }, (_, i) => {
    return chart.subjects[transitions.at(first + i).subject];
  });
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).join(', ');
}
