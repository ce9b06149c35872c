import type { RowFigures } from '#lib/metrics/discovery-figures.ts';
import { short } from '#lib/ui/numbers.ts';

/** "251 s"; null is for ever. */
export function secondsText(seconds: number | null): string {
  return seconds === null ? 'for ever' : `${short(seconds)} s`;
}

/** "0.03/s", and "0/s": here nothing is a figure as well. */
export function rateText(perSecond: number): string {
  return `${small(perSecond)}/s`;
}

export function millisecondsText(ms: number): string {
  return `${small(ms)} ms`;
}

/** "measured 240.6 ± 3.6 s (181 to 300)": three standard errors, rounded to two digits, and the mean to as many places. */
export function measuredText({ mean, standardError, least, most }: RowFigures): string {
  const error = 3 * standardError;
  const places = error > 0 ? Math.min(3, Math.max(0, 1 - Math.floor(Math.log10(error)))) : 2;
  return `measured ${mean.toFixed(places)} ± ${error.toFixed(places)} s (${short(least)} to ${short(most)})`;
}

/** "derived 240 s (150 to 330)" */
export function derivedText({ expected: { mean, min, max } }: RowFigures): string {
  return `derived ${plain(mean)} s (${plain(min)} to ${plain(max)})`;
}

function small(value: number): string {
  return value > 0 && value < 0.01 ? '< 0.01' : short(value);
}

/** A figure that somebody wrote down: as they did, to a tenth; a small one to a hundredth. */
function plain(value: number): string {
  const parts = value < 10 ? 100 : 10;
  return String(Math.round(value * parts) / parts);
}
