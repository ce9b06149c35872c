import { outcomes, type Outcome } from '#lib/base/outcomes.ts';
import type { TriedWell } from '#lib/runner/log-protocol.ts';

/** One line of the comparison: a number for each side. */
export interface Tally {
  readonly key: string;
  readonly label: string;
  readonly values: readonly number[];
  /** Digits after the point. */
  readonly digits: number;
}

/** What to compare, in the order in which one asks; outcomes that no side has are left out. */
export function talliesOf(sides: readonly TriedWell[]): Tally[] {
  const rows = sides[0]?.outcome.length ?? 0;
  const line = (key: string, label: string, value: (side: TriedWell) => number, digits = 0): Tally => {
    return { key, label, values: sides.map(value), digits };
  };
  const ended = (code: number) => (side: TriedWell) =>
    side.outcome.reduce((sum, each) => sum + Number(each === code), 0);
  const seen = outcomes
    .map(({ outcome, label }, code) => line(outcome satisfies Outcome, label, ended(code)))
    .filter(({ values }) => values.some((value) => value > 0));
  const reached = (side: TriedWell) => side.tries.reduce((sum, tries) => sum + Number(tries > 0), 0);
  const tries = (side: TriedWell) => side.tries.reduce((sum, each) => sum + each, 0);
  return [
    line('reached', 'reached the callee', reached),
    line('turned-away', 'turned away', (side) => rows - reached(side)),
    ...seen,
    line('tries', 'calls out per call in', (side) => (rows === 0 ? 0 : tries(side) / rows), 2),
    line('waited', 'longest wait, ms', (side) => longest(side.waitedMs)),
    line('steps', 'changes of state', (side) => side.steps.length),
  ];
}

function longest(waits: Float64Array): number {
  return waits.reduce((most, each) => (each > most ? each : most), 0);
}
