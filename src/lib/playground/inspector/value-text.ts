import type { Fact } from '#lib/base/fact.ts';
import { factText } from '#lib/ui/numbers.ts';

/**
 * A fact's value with its unit; words stand for themselves: "no copy yet", not "no copy yet s". A share needs no
 * "of 100", and of what is more than enough nobody reads "226 of 20".
 */
export function valueText(fact: Fact): string {
  if (typeof fact.value === 'string') return fact.value;
  const isWhole = fact.unit === '%' || (fact.of !== undefined && fact.value > fact.of);
  return factText(isWhole ? { ...fact, of: undefined } : fact);
}

/** Where something happens: "at 50 %", "below 1". */
export function limitText({ key, label, line = 0, unit, floor }: Fact): string {
  return `${floor ?? 'at'} ${factText({ key, label, value: line, unit })}`;
}

/** Whether it has come to where something happens, so that its gauge wears the colour of trouble. */
export function isBeyond({ value, of, line, floor }: Fact): boolean {
  if (typeof value !== 'number' || line === undefined || of === undefined) return false;
  // A gauge shows no more than its whole: what is over it stands at its end, and so does a line there.
  if (floor !== undefined) return floor === 'at' ? value <= line : value < line;
  return Math.min(value, of) >= Math.min(line, of);
}
