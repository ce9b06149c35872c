import type { Fact } from '#lib/base/fact.ts';
import { factText } from '#lib/ui/numbers.ts';

/**
 * A fact's value with its unit; words stand for themselves: "no copy yet", not "no copy yet s". A share needs no
 * "of 100".
 */
export function valueText(fact: Fact): string {
  if (typeof fact.value === 'string') return fact.value;
  return factText(fact.unit === '%' ? { ...fact, of: undefined } : fact);
}

/** Where something happens: "at 50 %". */
export function limitText({ key, label, line = 0, unit }: Fact): string {
  return `at ${factText({ key, label, value: line, unit })}`;
}
