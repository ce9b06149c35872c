import { diffConfig } from '#lib/base/schema-diff.ts';
import { completeConfig } from '#lib/base/schema-read.ts';
import type { Config, Fields } from '#lib/base/schema.ts';

/** What is packed into a row: values by place, without names. */
export type Packed = readonly unknown[];

/** Absent means 0: see `row`. Not `Number(raw)`, which runs what a hostile `toString` is. */
export function numberOf(raw: unknown): number {
  return typeof raw === 'number' ? raw : raw === undefined ? 0 : NaN;
}

export function list(raw: unknown): Packed {
  return Array.isArray(raw) ? raw : [];
}

/** A row without the zeros, nulls and empty lists at its end: reading takes an absent value for one of these. */
export function row(...values: unknown[]): Packed {
  let length = values.length;
  while (length > 0 && saysNothing(values[length - 1])) length--;
  return values.slice(0, length);
}

function saysNothing(value: unknown): boolean {
  return value === null || value === 0 || (Array.isArray(value) && value.length === 0);
}

/** Null when nothing differs from the defaults. */
export function sparse(fields: Fields, config: Config): Config | null {
  const difference = diffConfig(fields, completeConfig(fields, config));
  return Object.keys(difference).length > 0 ? difference : null;
}
