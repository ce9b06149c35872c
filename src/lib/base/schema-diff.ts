import { completeDefaults, variantBase } from './schema-read.ts';
import type { AnyField, Config, Fields, ListField, Variant, VariantField } from './schema.ts';

/**
 * A configuration without the settings that equal their defaults: what documents and links hold. The inverse
 * of `readConfig`: reading the difference of a complete configuration gives that configuration.
 */
export function diffConfig(fields: Fields, config: Config): Config {
  return diffOver(fields, config, completeDefaults(fields));
}

/** True when two JSON values are equal; keys may be in any order. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  if (left.length !== right.length) return false;
  return left.every(([key, value]) => Object.hasOwn(b, key) && sameValue(value, (b as Config)[key]));
}

function diffOver(fields: Fields, config: Config, base: Config): Config {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => config[key] !== undefined && !sameValue(config[key], base[key]))
      .map(([key, field]) => [key, diffValue(field, config[key], base[key])]),
  );
}

function diffValue(field: AnyField, value: unknown, base: unknown): unknown {
  if (field.is === 'variant') return diffVariant(field, value as Variant, base as Variant);
  if (field.is === 'list') return diffList(field, value as readonly Config[]);
  return value;
}

function diffVariant(field: VariantField, value: Variant, base: Variant): Variant {
  return {
    is: value.is,
    ...diffOver(field.options[value.is].fields, value, variantBase(field, value.is, base)),
  };
}

function diffList(field: ListField, items: readonly Config[]): readonly Config[] {
  const base = completeDefaults(field.item);
  return items.map((item) => diffOver(field.item, item, base));
}
