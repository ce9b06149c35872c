import type { NumberField } from '#lib/base/schema.ts';

/** Steps of every slider: fine enough to aim, few enough that arrow keys get somewhere. */
export const SLIDE_STEPS = 200;

/** A setting whose range is too wide to aim at in any way (a seed) has no slider. */
export function hasSlider({ min, max }: NumberField): boolean {
  return max - min <= 1e9;
}

/** The place of a value on its slider, 0 .. SLIDE_STEPS. A range over many sizes is on a log scale. */
export function slideOf(value: number, field: NumberField): number {
  const { min, max } = field;
  if (!isWide(field)) return Math.round(((value - min) / (max - min)) * SLIDE_STEPS);
  const floor = floorOf(field);
  if (value <= floor) return value <= min ? 0 : 1;
  const share = Math.log(value / floor) / Math.log(max / floor);
  return Math.max(1, Math.round(1 + share * (SLIDE_STEPS - 1)));
}

/** The value at a place of the slider: two digits at most on a log scale, whole where it must be, within range. */
export function valueAt(step: number, field: NumberField): number {
  const { min, max, integer } = field;
  if (step <= 0) return min;
  if (step >= SLIDE_STEPS) return max;
  if (!isWide(field)) {
    const value = min + ((max - min) * step) / SLIDE_STEPS;
    return clamped(
      integer || max - min >= SLIDE_STEPS / 2 ? Math.round(value) : Number(value.toPrecision(3)),
      field,
    );
  }
  const floor = floorOf(field);
  const value = floor * (max / floor) ** ((step - 1) / (SLIDE_STEPS - 1));
  const short = Number(value.toPrecision(2));
  return clamped(integer ? Math.round(short) : short, field);
}

/** A key press must change the value even where neighbouring places round to the same one. */
export function nextValue(value: number, by: 1 | -1, field: NumberField): number {
  for (let step = slideOf(value, field) + by; step >= 0 && step <= SLIDE_STEPS; step += by) {
    const next = valueAt(step, field);
    if (by > 0 ? next > value : next < value) return next;
  }
  return by > 0 ? field.max : field.min;
}

function isWide({ min, max }: NumberField): boolean {
  return max - min > 200 && max / Math.max(min, 1e-9) > 100;
}

/** Where the log scale begins: a range from 0 starts with the smallest size that is worth aiming at. */
function floorOf({ min, max, integer }: NumberField): number {
  if (min > 0) return min;
  return integer ? 1 : Math.max(max * 1e-7, 0.01);
}

function clamped(value: number, { min, max }: NumberField): number {
  return Math.min(max, Math.max(min, value));
}
