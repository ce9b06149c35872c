/** Why a machine moved, in its own words: "{a} calls in a row failed" with a = 5. A code without a sentence gives ''. */
export function reasonText(
  rules: readonly string[],
  { rule, a, b }: { readonly rule: number; readonly a: number; readonly b: number },
): string {
  const sentence = rules[rule] ?? '';
  return sentence
    .replaceAll('{a}', evidence.format(a))
    .replaceAll('{b}', evidence.format(b))
    .replace(ONE_OF_MANY, '1 $1');
}

/** The sentences speak of many: of one, “1 calls in a row failed” is “1 call failed”. */
const ONE_OF_MANY = /^1 ((?:[a-z]+ )?[a-z]+)s in a row/;
const evidence = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
