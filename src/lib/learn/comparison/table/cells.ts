import { labelOf } from '#lib/learn/comparison/mechanisms.ts';
import { millisecondsText, rateText, secondsText } from '#lib/learn/comparison/figure-text.ts';
import type { Given } from '#lib/learn/comparison/given.ts';
import type { EstateFigures, MechanismFigures } from '#lib/metrics/discovery-figures.ts';
import { short } from '#lib/ui/numbers.ts';

/** Where a cell has its word from; null: there is nothing yet. */
export type Source = 'given' | 'assumed' | 'measured' | null;

export interface Cell {
  readonly text: string;
  readonly from: Source;
  /** What the text leaves out. */
  readonly title?: string;
}

export interface Column {
  readonly label: string;
  /** Under the label: of what. */
  readonly of?: string;
  readonly isNumber?: boolean;
}

export interface Line {
  readonly mechanism: string;
  readonly label: string;
  /** One a column. */
  readonly cells: readonly Cell[];
}

/** The course's, then what was measured. */
export const groups: readonly { readonly label: string; readonly columns: readonly Column[] }[] = [
  {
    label: 'What the course says',
    columns: [
      { label: 'Lookup', of: 'about', isNumber: true },
      { label: 'Stale-data risk' },
      { label: 'Kubernetes-native' },
      { label: 'Several datacenters' },
      { label: 'Best for' },
    ],
  },
  {
    label: 'What was measured',
    columns: [
      { label: 'Stale after a crash', of: 'mean', isNumber: true },
      { label: 'Stale after a crash', of: 'worst', isNumber: true },
      { label: 'Calls to a dead address', of: 'per crash', isNumber: true },
      { label: 'Lookups', of: 'at the registry', isNumber: true },
      { label: 'Heartbeats and checks', of: 'at the registry', isNumber: true },
      { label: 'Added to a call', of: 'caches warm', isNumber: true },
    ],
  },
];

/** What the course compares, in its order, then what was measured besides. */
export function linesOf(
  given: readonly Given[],
  measured: readonly MechanismFigures[],
  estate: EstateFigures,
): Line[] {
  const names = new Set([...given, ...measured].map(({ mechanism }) => mechanism));
  return [...names].map((mechanism) => {
    const said = given.find((each) => each.mechanism === mechanism);
    const found = measured.find((each) => each.mechanism === mechanism);
    const cells = [lookupOf(said, found), ...saidOf(said), ...foundOf(found, estate)];
    return { mechanism, label: labelOf(mechanism), cells };
  });
}

/** The course's figure went into the run, if there was one: then it is an assumption of all that was measured. */
function lookupOf(said?: Given, found?: MechanismFigures): Cell {
  if (found !== undefined) {
    const title = 'How long the registry of this run works on a lookup: an input, not a result';
    return { text: `${short(found.assumedLookupMs)} ms`, from: 'assumed', title };
  }
  return said === undefined ? unsaid : { text: `${short(said.lookupMs)} ms`, from: 'given' };
}

function saidOf(said?: Given): Cell[] {
  if (said === undefined) return [unsaid, unsaid, unsaid, unsaid];
  const { staleData, kubernetesNative, datacenters, bestFor } = said;
  return [staleData, kubernetesNative, datacenters, bestFor].map((text) => ({ text, from: 'given' }));
}

function foundOf(found: MechanismFigures | undefined, estate: EstateFigures): Cell[] {
  if (found === undefined) return Array.from({ length: groups[1].columns.length }, () => unmeasured);
  const { staleMean, staleMost, wrongCalls, lookupsPerSecond, beatsPerSecond, addedMs } = found;
  const { watchedSeconds } = estate;
  const title =
    staleMean === null ? `Still going on when the run ended, after ${watchedSeconds} s` : undefined;
  return [
    { text: secondsText(staleMean), from: 'measured', title },
    { text: secondsText(staleMost), from: 'measured', title },
    { text: whole.format(wrongCalls), from: 'measured', title },
    { text: rateText(lookupsPerSecond), from: 'measured' },
    { text: rateText(beatsPerSecond), from: 'measured' },
    { text: millisecondsText(addedMs), from: 'measured' },
  ];
}

const unsaid: Cell = { text: '–', from: null, title: 'The course does not compare it' };
const unmeasured: Cell = { text: '–', from: null, title: 'Not measured yet' };
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
