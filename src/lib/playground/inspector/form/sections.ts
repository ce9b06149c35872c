import { sameValue } from '#lib/base/schema-diff.ts';
import type { AnyField, Config, Fields, Variant, VariantField } from '#lib/base/schema.ts';
import { presetInForce } from './choosing.ts';

/** A part of a form that folds down to one line. */
export interface Section {
  readonly key: string;
  readonly label: string;
  readonly fields: Fields;
  /** What is chosen, in a word or two, and the preset in force: what the folded line says. */
  readonly chosen: string;
  readonly note: string;
  /** False where nothing is at work: "none". */
  readonly isOn: boolean;
  /** Whether its one field is what the heading says, so that it needs no label of its own. */
  readonly isPolicy: boolean;
}

/** With more than so many policies at work all begin folded: a list to choose from, not a scroll to get lost in. */
const MOST_OPEN = 2;

/**
 * A form in parts: each policy is a section of its own; the fields of `aside` (by heading) share one at the end;
 * what is left stands plain at the top.
 */
export function sectionsOf(
  fields: Fields,
  config: Config,
  base: Config,
  aside: { readonly label: string; readonly fields: Fields } | null = null,
): { readonly plain: Fields; readonly sections: readonly Section[] } {
  const inAside = (key: string) => aside !== null && Object.hasOwn(aside.fields, key);
  const own = Object.entries(fields).filter(([key]) => !inAside(key));
  const sections = own.flatMap(([key, field]) =>
    isPolicy(field) ? [policySection(key, field, config[key] as Variant)] : [],
  );
  return {
    plain: Object.fromEntries(own.filter(([, field]) => !isPolicy(field))),
    sections: aside === null ? sections : [...sections, asideSection(aside, config, base)],
  };
}

/** Keys of the sections that are open at first: the policies at work that have something to set. */
export function openAtFirst(sections: readonly Section[], config: Config): ReadonlySet<string> {
  const busy = sections.filter(({ key, fields, isOn, isPolicy }) => {
    const field = fields[key];
    if (!isPolicy || !isOn || field.is !== 'variant') return false;
    return Object.keys(field.options[(config[key] as Variant).is].fields).length > 0;
  });
  return new Set(busy.length > MOST_OPEN ? [] : busy.map(({ key }) => key));
}

/** A choice among policies, or none: they bring a line of what they do, and plain shapes do not. */
function isPolicy(field: AnyField): field is VariantField {
  if (field.is !== 'variant') return false;
  return Object.hasOwn(field.options, 'none') || Object.values(field.options).some(({ blurb }) => blurb);
}

function policySection(key: string, field: VariantField, value: Variant): Section {
  const option = field.options[value.is];
  return {
    ...{ key, label: field.label, fields: { [key]: field }, isPolicy: true, isOn: value.is !== 'none' },
    ...{ chosen: option.label, note: presetInForce(option, value)?.label ?? '' },
  };
}

function asideSection(
  { label, fields }: { readonly label: string; readonly fields: Fields },
  config: Config,
  base: Config,
): Section {
  const changed = Object.keys(fields).filter((key) => !sameValue(config[key], base[key])).length;
  const chosen = changed === 0 ? 'as by default' : `${changed} changed`;
  return { key: label.toLowerCase(), label, fields, chosen, note: '', isOn: changed > 0, isPolicy: false };
}
