/** Why a machine moved, in its own words: "{a} calls in a row failed" with a = 5. A code without a sentence gives ''. */
export function reasonText(
  rules: readonly string[],
  { rule, a, b }: { readonly rule: number; readonly a: number; readonly b: number },
): string {
  const sentence = rules[rule] ?? '';
  return sentence.replaceAll('{a}', evidence.format(a)).replaceAll('{b}', evidence.format(b));
}

const evidence = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
