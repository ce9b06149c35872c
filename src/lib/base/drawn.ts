import type { AnyField, Config, Fields } from './schema.ts';

/**
 * Values for property tests, made of drawn numbers: `draw(max)` gives a whole number from 0 to `max`. Tests
 * draw from fast-check, so that a failure is shrunk towards zeros; this file needs no package.
 */
export type Draw = (max: number) => number;

/** Any complete configuration of these fields. */
export function drawnConfig(fields: Fields, draw: Draw): Config {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, drawnValue(field, draw)]));
}

/** What might come from anywhere, often with names that the reader knows. */
export function drawnHostile(names: readonly string[], draw: Draw, depth = 5): unknown {
  const odd = [0, 1, -0, NaN, Infinity, 1e300, 0.5, null, undefined, true, '', 'n1', 'course', [], {}];
  const what = depth === 0 ? 0 : draw(2);
  if (what === 0) return pick([...odd, drawnText(30, draw)], draw);
  const items = Array.from({ length: draw(4) }, () => drawnHostile(names, draw, depth - 1));
  if (what === 1) return items;
  const keys = [...names, '__proto__', 'constructor', 'toString', 'is', drawnText(5, draw)];
  return Object.fromEntries(items.map((item) => [pick(keys, draw), item]));
}

/** Up to `max` UTF-16 units, of all sorts: quotes, controls, emoji and halves of them. */
export function drawnText(max: number, draw: Draw): string {
  const parts = ['a', '"', '\\', '\u0000', 'é', '\u2028', '🙂', '\ud83d', '</script>', '~/'];
  return Array.from({ length: draw(8) }, () => pick(parts, draw))
    .join('')
    .slice(0, max);
}

export function pick<T>(items: readonly T[], draw: Draw): T {
  return items[draw(items.length - 1)];
}

function drawnValue(field: AnyField, draw: Draw): unknown {
  switch (field.is) {
    case 'number':
      return drawnNumber(field.min, field.max, field.integer === true, draw);
    case 'flag':
      return draw(1) === 1;
    case 'text':
      if (field.holds === 'arrivals') return '0\n1.5\n'.slice(0, draw(6));
      return field.holds === 'group' ? '' : drawnText(field.maxLength, draw);
    case 'choice':
      return pick(Object.keys(field.options), draw);
    case 'variant': {
      const is = pick(Object.keys(field.options), draw);
      return { is, ...drawnConfig(field.options[is].fields, draw) };
    }
    case 'list':
      return Array.from({ length: draw(field.maxItems) }, () => drawnConfig(field.item, draw));
  }
}

function drawnNumber(min: number, max: number, whole: boolean, draw: Draw): number {
  const value = pick([min, max, min + ((max - min) * draw(1_000_000)) / 1_000_000], draw);
  return whole ? Math.round(value) : value;
}
