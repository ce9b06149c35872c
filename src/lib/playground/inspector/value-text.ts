import type { Fact } from '#lib/base/fact.ts';
import { factText } from '#lib/ui/numbers.ts';

/** A fact's value with its unit; words stand for themselves: "no copy yet", not "no copy yet s". */
export function valueText(fact: Fact): string {
  return typeof fact.value === 'string' ? fact.value : factText(fact);
}
