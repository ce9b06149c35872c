import type { NumberField, Unit } from '#lib/base/schema.ts';

/** A text read as a setting's value, or why it cannot be one. */
export type ReadNumber =
  | { readonly value: number; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: string };

/**
 * Reads what a person types into a number setting, in the setting's own unit. Spaces and `_` may part the
 * digits; the unit may follow, and a time in the other unit is converted: "2 s" in a field of ms is 2000.
 */
export function readNumber(text: string, field: NumberField): ReadNumber {
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(\D*)$/i.exec(text.replace(/[\s_]/g, ''));
  if (text.trim() === '') return { error: 'Type a number.' };
  if (found === null)
    return { error: text.includes(',') ? 'Write 1000 or 1.5, without commas.' : 'Not a number.' };
  const factor = factorOf(found[2], field.unit);
  if (factor === null) return { error: `Write it in ${field.unit || 'plain numbers'}.` };
  const value = rounded(Number(found[1]) * factor);
  if (field.integer && !Number.isInteger(value)) return { error: 'Whole numbers only.' };
  if (!(value >= field.min)) return { error: `At least ${writeNumber(field.min)}.` };
  if (!(value <= field.max)) return { error: `At most ${writeNumber(field.max)}.` };
  return { value };
}

/** A value as it stands in its field: every digit that matters, no thousands separators, so that it reads back. */
export function writeNumber(value: number): string {
  return String(rounded(value));
}

function factorOf(unit: string, own: Unit): number | null {
  if (unit === '' || unit === own.replace('/', '') || unit === own) return 1;
  if (unit === 's' && own === 'ms') return 1000;
  if (unit === 'ms' && own === 's') return 0.001;
  return null;
}

/** Without the last digits that a sum in binary leaves: 0.30000000000000004 is 0.3. */
function rounded(value: number): number {
  return Number(value.toPrecision(14));
}
