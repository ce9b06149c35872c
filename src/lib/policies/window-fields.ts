import { number } from '#lib/base/schema.ts';

/** How many of a window's requests are let in, for limiters that count. */
export function limitOf(help: string, max = 1_000_000) {
  return number({
    label: 'Limit',
    help,
    unit: 'calls',
    min: 1,
    max,
    integer: true,
    default: 20,
    source: 'Halfopen',
  });
}

export const windowField = number({
  label: 'Window',
  unit: 'ms',
  min: 1,
  max: 86_400_000,
  default: 1_000,
  source: 'Halfopen',
});
