import type { MechanismFigures, TradeOff } from '#lib/metrics/discovery-figures.ts';
import { short } from '#lib/ui/numbers.ts';
import type { Given } from './given.ts';
import { labelOf } from './mechanisms.ts';

/** Where the course and the run are furthest apart; empty when there is nothing to tell. */
export function slowestText(given: readonly Given[], mechanisms: readonly MechanismFigures[]): string {
  const ending = mechanisms.flatMap(({ mechanism, staleMean }) => {
    const risk = given.find((each) => each.mechanism === mechanism)?.staleData;
    return staleMean === null || risk === undefined ? [] : [{ mechanism, staleMean, risk }];
  });
  if (ending.length < 2) return '';
  const { mechanism, staleMean, risk } = ending.reduce((a, b) => (b.staleMean > a.staleMean ? b : a));
  return `Of those that hear of a crash at all, ${labelOf(mechanism)} takes longest: with its defaults a dead instance is called for ${short(staleMean)} s on average. The course calls its risk “${risk}”.`;
}

/** Which mechanisms did not run as the others did. */
export function butText(mechanisms: readonly MechanismFigures[]): string {
  return mechanisms
    .flatMap(({ mechanism, but }) => (but === null ? [] : [`For ${labelOf(mechanism)}: ${but}.`]))
    .join(' ');
}

/** What the ends of the curve say. */
export function tradeOffText(tradeOff: readonly TradeOff[]): string {
  if (tradeOff.length < 2) return '';
  const inOrder = [...tradeOff].sort((a, b) => b.intervalSeconds - a.intervalSeconds);
  const [slow, fast] = [inOrder[0], inOrder[inOrder.length - 1]];
  return `With a heartbeat every ${fast.intervalSeconds} s instead of every ${slow.intervalSeconds} s a dead instance is called for ${short(fast.staleMean)} s instead of ${short(slow.staleMean)} s, and the registry has ${short(fast.operationsPerSecond)} operations a second instead of ${short(slow.operationsPerSecond)}.`;
}
