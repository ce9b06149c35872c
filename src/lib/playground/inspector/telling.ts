import { reasonText } from '#lib/base/reason.ts';
import type { Fact } from '#lib/base/fact.ts';
import type { PlanChart } from '#lib/scenario/plan.ts';
import type { TransitionRecord } from '#lib/runner/protocol.ts';
import { momentText } from './moment.ts';

/** What there is to tell of one subject of a machine at one moment. */
export interface Tale {
  readonly chart: Pick<PlanChart, 'states' | 'rules' | 'initial'>;
  /** The subject's state, its latest step and the one before; null: it never moved. */
  readonly state: string;
  readonly last: TransitionRecord | null;
  readonly previous: TransitionRecord | null;
  readonly facts: readonly Fact[];
  /** Calls refused since a moment, for the edge that a breaker guards; absent where nothing can be refused. */
  refusedSince?(micros: number): number;
}

/** A piece of a sentence; the strong ones are the numbers that one looks for. */
export interface Piece {
  readonly text: string;
  readonly strong?: boolean;
}

/**
 * The one paragraph that says what is going on and why: "Open since 12.4 s because 5 calls in a row failed
 * (threshold 5). Next probe after 22.4 s. Meanwhile 37 callers were refused." The story starts where the subject last left
 * its initial state, but tells two steps at most.
 */
export function tell(tale: Tale): Piece[] {
  const { last, previous, state, chart } = tale;
  if (last === null)
    return [{ text: capital(state) }, { text: ' from the start: nothing has moved it yet.' }];
  const initial = chart.states[chart.initial];
  const tellsTwo = previous !== null && chart.states[last.from] !== initial && state !== initial;
  const pieces = tellsTwo
    ? [...clause(tale, previous), { text: '; ' }, ...clause(tale, last, false)]
    : clause(tale, last);
  return [
    ...pieces,
    { text: '.' },
    ...factSentences(tale, last),
    ...refusals(tale, tellsTwo ? previous : last),
  ];
}

/** The paragraph as plain text. */
export function plain(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

function clause({ chart }: Tale, step: TransitionRecord, starts = true): Piece[] {
  const state = chart.states[step.to];
  const reason = reasonText(chart.rules, step);
  return [
    { text: `${starts ? capital(state) : state} since ` },
    { text: momentText(step.atMicros), strong: true },
    { text: reason === '' ? '' : ` because ${reason}` },
  ].filter(({ text }) => text !== '');
}

/** What some facts mean in a sentence, by key; the others stand in the list below the paragraph. */
function factSentences({ facts }: Tale, last: TransitionRecord): Piece[] {
  return facts.flatMap((fact) => {
    const say = sayings[fact.key];
    const pieces = typeof fact.value === 'number' && say ? say(fact.value, fact.of ?? 0, last) : [];
    return pieces.length === 0 ? [] : [{ text: ' ' }, ...pieces];
  });
}

const sayings: Readonly<Record<string, (value: number, of: number, last: TransitionRecord) => Piece[]>> = {
  cooldown: (left, whole, last) =>
    left > 0
      ? [
          { text: 'Next probe after ' },
          { text: momentText(last.atMicros + whole * 1_000_000), strong: true },
          { text: '.' },
        ]
      : [{ text: 'The cooldown is over: the next call goes down as the probe.' }],
  probing: (inFlight) => (inFlight > 0 ? [{ text: 'A probe is under way.' }] : []),
};

function refusals({ refusedSince, state, chart }: Tale, since: TransitionRecord): Piece[] {
  const refused = state === chart.states[chart.initial] ? 0 : (refusedSince?.(since.atMicros) ?? 0);
  if (refused <= 0) return [];
  const callers = refused === 1 ? ' caller was' : ' callers were';
  return [
    // A word between the numbers: a moment and a count side by side would read as one.
    { text: ' Meanwhile ' },
    { text: refused.toLocaleString('en'), strong: true },
    { text: `${callers} refused.` },
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
