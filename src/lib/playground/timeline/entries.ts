import { toneOf, type Tone } from '#lib/charts/statechart/tone.ts';
import type { Transitions } from '#lib/playground/record/transitions.ts';
import type { Plan } from '#lib/scenario/plan.ts';
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
  leases: ['lease', 'mode'],
  instances: ['life'],
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
      if (concerns === null || concerns.includes(chart.concern)) {
        entries.push({
          key: `t${next}`,
          atMicros: transition.atMicros,
          owner: chart.owner,
          title: `${subjectName(chart, transition.subject, nameOf)}: ${chart.states[transition.from]} → ${chart.states[transition.to]}`,
          why: reason(chart, transition),
          tone: toneOf(chart.states[transition.to]),
        });
      }
      next--;
    }
  }
  return entries;
}
