import { completeDefaults } from '#lib/base/schema-read.ts';
import { sameValue } from '#lib/base/schema-diff.ts';
import type { Config, Fields, Preset, Variant, VariantOption } from '#lib/base/schema.ts';

/** More options than this are searched, not scrolled through. */
const MOST_SELECTED = 6;

/** Whether options are looked for by typing: many of them, or policies, of which one wants to read what they do. */
export function isSearched(options: Readonly<Record<string, VariantOption>>): boolean {
  const all = Object.values(options);
  return all.length > MOST_SELECTED || all.some(({ group }) => group !== undefined);
}

/** An option of a variant, as a row to choose. */
export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly blurb: string;
  /** Whose rule it is, where its label does not say so. */
  readonly product: string;
  readonly keywords: readonly string[];
}

export interface ChoiceGroup {
  /** '' for those that stand under no heading; they come first. */
  readonly heading: string;
  readonly choices: readonly Choice[];
}

/** The options that match `query`, under their headings in the order in which these first appear. */
export function choiceGroups(
  options: Readonly<Record<string, VariantOption>>,
  query: string,
): readonly ChoiceGroup[] {
  const groups = new Map<string, Choice[]>([['', []]]);
  for (const [name, option] of Object.entries(options)) {
    const choice = choiceOf(name, option);
    if (!matches(choice, query)) continue;
    const heading = option.group ?? '';
    const group = groups.get(heading);
    if (group) group.push(choice);
    else groups.set(heading, [choice]);
  }
  return [...groups].flatMap(([heading, choices]) => (choices.length > 0 ? [{ heading, choices }] : []));
}

/**
 * The product that an option follows: its heading, or whose defaults most of its settings have. '' where there is
 * none or the label names it already: "Polly v8".
 */
export function productOf({ label, group, fields }: VariantOption): string {
  const product = group ?? mostOf(Object.values(fields).map(({ source }) => source));
  return plain(label).includes(plain(product)) ? '' : product;
}

/** Option `is` with all the settings of a preset. */
export function presetValue(is: string, fields: Fields, preset: Preset): Variant {
  return { ...completeDefaults(fields), ...preset.config, is };
}

/** The preset all of whose settings are those of `value`. */
export function presetInForce({ fields, presets = [] }: VariantOption, value: Config): Preset | null {
  const is = String(value.is);
  return presets.find((preset) => sameValue(presetValue(is, fields, preset), value)) ?? null;
}

function mostOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function choiceOf(name: string, option: VariantOption): Choice {
  const { label, blurb = '', keywords = [], group = '' } = option;
  return { name, label, blurb, product: productOf(option), keywords: [...keywords, group] };
}

/** Every word that was typed is somewhere in the row: "slid res" finds Resilience4j's sliding window. */
function matches({ name, label, blurb, product, keywords }: Choice, query: string): boolean {
  const text = plain([name, label, blurb, product, ...keywords].join(' '));
  return plain(query)
    .split(' ')
    .every((word) => text.includes(word));
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim();
}
