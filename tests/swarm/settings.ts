import type { AnyField, Config, Fields, NumberField } from '#lib/base/schema.ts';
import type { Dice } from './dice.ts';

/** Any valid settings, of a size that a few seconds of simulated time show: queues are tiny, time-outs short. */
export function settingsOf(fields: Fields, dice: Dice): Config {
  const given = Object.entries(fields).filter(() => dice.chance(0.75));
  return Object.fromEntries(given.map(([key, field]) => [key, valueOf(field, dice)]));
}

function valueOf(field: AnyField, dice: Dice): unknown {
  switch (field.is) {
    case 'number':
      return numberOf(field, dice);
    case 'flag':
      return dice.chance(0.5);
    case 'choice':
      return dice.of(Object.keys(field.options));
    case 'text':
      if (field.holds === 'arrivals') return arrivals(dice);
      if (field.holds === 'group') return '';
      return dice.of(['', '/', '/a', '/a/b', '/c']);
    case 'variant': {
      const is = dice.of(Object.keys(field.options));
      return { is, ...settingsOf(field.options[is].fields, dice) };
    }
    case 'list':
      return Array.from({ length: dice.whole(0, 3) }, () => settingsOf(field.item, dice));
  }
}

/** A short log, with and without paths. */
function arrivals(dice: Dice): string {
  const hasPath = dice.chance(0.5);
  let atMs = 0;
  const rows = Array.from({ length: dice.whole(0, 20) }, () => {
    atMs += dice.chance(0.3) ? 0 : dice.whole(0, 5_000) / 8;
    return hasPath ? `${atMs},${dice.of(['/', '/a', '/a/b'])}` : `${atMs}`;
  });
  return [hasPath ? 'atMs,path' : 'atMs', ...rows].join('\n');
}

function numberOf(field: NumberField, dice: Dice): number {
  const { min, max, unit, integer } = field;
  // Half of the durations as the house has them: with tiny ones alone every call would time out.
  if (unit === 'ms' && dice.chance(0.5)) return field.default;
  const value = unit === '%' ? dice.of([0, 100, dice.whole(0, 100), dice.whole(0, 10)]) : sized(unit, dice);
  return Math.min(max, Math.max(min, integer ? Math.round(value) : value));
}

function sized(unit: NumberField['unit'], dice: Dice): number {
  switch (unit) {
    case 'ms':
      return dice.chance(0.1) ? 0 : dice.scaled(0.05, 300);
    case 's':
      return dice.scaled(0.05, 8);
    case '/s':
      return dice.scaled(1, 150);
    case 'calls':
      return dice.whole(0, 12);
    default:
      return dice.whole(1, 4);
  }
}
