import type { Fact } from '#lib/base/fact.ts';

/** A number in at most four digits: 0.35, 8.2, 120, 4,300, 12k. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 10_000) return compact.format(value);
  if (size >= 10 || Number.isInteger(value)) return whole.format(value);
  return size >= 1 ? tenths.format(value) : hundredths.format(value);
}

/** "120/s"; a dash when nothing happens. */
export function perSecond(value: number): string {
  return value > 0 ? `${short(value)}/s` : '–';
}

/** "8.2 ms", "92 %", "40 of 100". */
export function factText({ value, unit = '', of }: Fact): string {
  const text = typeof value === 'number' ? short(value) : value;
  const whole = of === undefined ? text : `${text} of ${short(of)}`;
  return unit === '' || unit === '/s' ? `${whole}${unit}` : `${whole} ${unit}`;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
