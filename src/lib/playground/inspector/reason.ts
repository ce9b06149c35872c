/** A rule's sentence with its evidence: "{a} calls in a row failed" with a = 5. Codes without a sentence give ''. */
export function reasonText(rules: readonly string[], step: { rule: number; a: number; b: number }): string {
  const rule = rules[step.rule] ?? '';
  return rule.replace('{a}', evidence.format(step.a)).replace('{b}', evidence.format(step.b));
}

/** A moment of simulated time in a sentence: "12.391 s"; tenths where a thousandth says nothing: "12.4 s". */
export function momentText(micros: number): string {
  return `${moment.format(micros / 1_000_000)} s`;
}

const evidence = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
const moment = new Intl.NumberFormat('en', { maximumFractionDigits: 3, minimumFractionDigits: 1 });
