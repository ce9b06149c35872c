import { readArrivalsLog } from './arrivals-log.ts';
import { nearest } from './nearest.ts';
import { Problems, step } from './problem.ts';
import { isRecord, shown, typeName } from './raw-value.ts';
import type {
  AnyField,
  ChoiceField,
  Config,
  ConfigOf,
  Fields,
  ListField,
  NumberField,
  TextField,
  Variant,
  VariantField,
} from './schema.ts';

export { isRecord, shown } from './raw-value.ts';

/** Definitions nest two or three deep; more than this is a definition that contains itself. */
const MAX_DEPTH = 16;
/** A hostile object with a million unknown names is reported by its first few. */
const MAX_UNKNOWN = 8;

/**
 * A complete configuration from any JSON value: missing settings take their defaults, and so does each bad
 * one, after a problem with its JSON Pointer. Reads only the names that `fields` declares, so that
 * `__proto__` is an unknown setting like any other. Never throws.
 *
 * Settings left out of a variant take the values of the field's default when that has the same `is`, else
 * the defaults of the chosen option: `{ is: 'course' }` means "the course's breaker as it is by default".
 */
export function readConfig<F extends Fields>(
  fields: F,
  raw: unknown,
  at: string,
  problems: Problems,
): ConfigOf<F> {
  return readOver(fields, raw, completeDefaults(fields), at, { problems, depth: 0 }, []) as ConfigOf<F>;
}

/** The complete configuration of a sparse one that is known to be good, as a validated document's are. */
export function completeConfig<F extends Fields>(fields: F, config: Config): ConfigOf<F> {
  return readConfig(fields, config, '', new Problems());
}

/** Defaults with every nested setting filled in, also where a definition wrote a variant's default short. */
export function completeDefaults(fields: Fields): Config {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, completeDefault(field)]));
}

/** The values that settings left out of option `is` take, where the variant's own default is `base`. */
export function variantBase(field: VariantField, is: string, base: Variant): Config {
  return base.is === is ? base : completeDefaults(field.options[is].fields);
}

interface Reading {
  readonly problems: Problems;
  readonly depth: number;
}

function completeDefault(field: AnyField): unknown {
  if (field.is === 'variant') {
    const { is, ...rest } = field.default;
    const { fields } = field.options[is];
    return { is, ...completeConfig(fields, rest) };
  }
  if (field.is === 'list') return field.default.map((item) => completeConfig(field.item, item));
  return field.default;
}

function readOver(
  fields: Fields,
  raw: unknown,
  base: Config,
  at: string,
  reading: Reading,
  alsoKnown: readonly string[],
): Config {
  const { problems, depth } = reading;
  if (raw === undefined) return base;
  if (!isRecord(raw)) {
    problems.add('wrong-type', at, { wanted: 'an object', got: typeName(raw) });
    return base;
  }
  if (depth > MAX_DEPTH) {
    problems.add('too-deep', at, { max: MAX_DEPTH });
    return base;
  }
  reportUnknown(raw, [...alsoKnown, ...Object.keys(fields)], at, problems);
  const deeper = { problems, depth: depth + 1 };
  const config = Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      const value = Object.hasOwn(raw, key) ? raw[key] : undefined;
      return [
        key,
        value === undefined ? base[key] : readValue(field, value, base[key], step(at, key), deeper),
      ];
    }),
  );
  warnOfBounds(fields, raw, config, at, problems);
  return config;
}

/** Adds a warning for each number that was given and lies beyond what a setting beside it says. */
function warnOfBounds(
  fields: Fields,
  raw: Readonly<Record<string, unknown>>,
  config: Config,
  at: string,
  problems: Problems,
): void {
  for (const [key, field] of Object.entries(fields)) {
    if (field.is !== 'number' || !Object.hasOwn(raw, key)) continue;
    const value = Number(config[key]);
    const { atLeast, atMost, unit } = field;
    const about = (other: string) => {
      const { label } = fields[other];
      return { value, unit, other: label, bound: Number(config[other]) };
    };
    if (atLeast !== undefined && value < Number(config[atLeast])) {
      problems.add('below-other', step(at, key), about(atLeast));
    }
    if (atMost !== undefined && value > Number(config[atMost])) {
      problems.add('above-other', step(at, key), about(atMost));
    }
  }
}

/** Adds an `unknown-setting` for each name of `raw` that is not in `known`. */
export function reportUnknown(
  raw: Readonly<Record<string, unknown>>,
  known: readonly string[],
  at: string,
  problems: Problems,
): void {
  const unknown = Object.keys(raw).filter((key) => !known.includes(key));
  for (const key of unknown.slice(0, MAX_UNKNOWN)) {
    problems.add('unknown-setting', step(at, shown(key)), { name: shown(key), nearest: nearest(key, known) });
  }
}

function readValue(field: AnyField, raw: unknown, base: unknown, at: string, reading: Reading): unknown {
  switch (field.is) {
    case 'number':
      return numberProblem(field, raw, at, reading.problems) ? base : (raw as number) + 0;
    case 'flag':
      return wrongType(typeof raw === 'boolean', 'true or false', raw, at, reading.problems) ? base : raw;
    case 'text':
      return textProblem(field, raw, at, reading.problems) ? base : raw;
    case 'choice':
      return choiceProblem(field, raw, at, reading.problems) ? base : raw;
    case 'variant':
      return readVariant(field, raw, base as Variant, at, reading);
    case 'list':
      return readList(field, raw, base, at, reading);
  }
}

function readVariant(
  field: VariantField,
  raw: unknown,
  base: Variant,
  at: string,
  reading: Reading,
): Variant {
  if (wrongType(isRecord(raw), 'an object', raw, at, reading.problems)) return base;
  const record = raw as Record<string, unknown>;
  const is = Object.hasOwn(record, 'is') ? record.is : base.is;
  if (choiceProblem(field, is, step(at, 'is'), reading.problems)) return base;
  const name = is as string;
  const { fields } = field.options[name];
  return { is: name, ...readOver(fields, raw, variantBase(field, name, base), at, reading, ['is']) };
}

function readList(field: ListField, raw: unknown, base: unknown, at: string, reading: Reading): unknown {
  const { problems } = reading;
  if (wrongType(Array.isArray(raw), 'a list', raw, at, problems)) return base;
  const items = raw as readonly unknown[];
  if (items.length > field.maxItems) {
    problems.add('too-many', at, { max: field.maxItems, got: items.length });
    return base;
  }
  const itemBase = completeDefaults(field.item);
  // Array.from, not map: a hole is an item too.
  return Array.from(items, (item, i) =>
    readOver(field.item, item ?? null, itemBase, step(at, i), { problems, depth: reading.depth + 1 }, []),
  );
}

function numberProblem(field: NumberField, raw: unknown, at: string, problems: Problems): boolean {
  if (wrongType(typeof raw === 'number', 'a number', raw, at, problems)) return true;
  const value = raw as number;
  const { min, max, unit } = field;
  if (!Number.isFinite(value)) problems.add('not-finite', at, {});
  else if (value < min || value > max) problems.add('out-of-range', at, { value, min, max, unit });
  else if (field.integer && !Number.isInteger(value)) problems.add('not-whole', at, { value });
  else return false;
  return true;
}

function textProblem(field: TextField, raw: unknown, at: string, problems: Problems): boolean {
  if (wrongType(typeof raw === 'string', 'a text', raw, at, problems)) return true;
  const value = raw as string;
  if (value.length > field.maxLength) {
    problems.add('too-long', at, { max: field.maxLength, got: value.length });
    return true;
  }
  const inside = field.holds === 'arrivals' ? readArrivalsLog(value, at).problems : [];
  problems.list.push(...inside);
  return inside.length > 0;
}

function choiceProblem(field: ChoiceField | VariantField, raw: unknown, at: string, problems: Problems) {
  if (wrongType(typeof raw === 'string', 'a name', raw, at, problems)) return true;
  const value = raw as string;
  if (Object.hasOwn(field.options, value)) return false;
  const known = Object.keys(field.options);
  problems.add('unknown-choice', at, {
    value: shown(value),
    choices: known.join(', '),
    nearest: nearest(value, known),
  });
  return true;
}

/** Adds a `wrong-type` unless `good`; true when it did. */
export function wrongType(
  good: boolean,
  wanted: string,
  raw: unknown,
  at: string,
  problems: Problems,
): boolean {
  if (!good) problems.add('wrong-type', at, { wanted, got: typeName(raw) });
  return !good;
}
