import type { Fact } from '#lib/base/fact.ts';
import { factText } from '#lib/ui/numbers.ts';

/** A fact's value with its unit; words stand for themselves: "no copy yet", not "no copy yet s". */
export function valueText(fact: Fact): string {
  return typeof fact.value === 'string' ? fact.value : factText(fact);
}

/** Where something happens: "at 50 %". */
export function limitText({ key, label, line = 0, unit }: Fact): string {
  return `at ${factText({ key, label, value: line, unit })}`;
}
