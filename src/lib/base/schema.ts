/**
 * Settings described as plain data: each has a label, a unit, a range, a default and the default's source.
 * From one description come validation, the inspector's form, the link's default-free encoding and the
 * exported JSON Schema; nothing else in the project knows how a setting looks.
 */
export type Unit = '' | 'ms' | 's' | '%' | '/s' | 'calls' | 'instances';

interface Field<T> {
  readonly label: string;
  readonly help?: string;
  /** Whose default it is: "nginx", "course", "Halfopen". */
  readonly source: string;
  readonly default: T;
}
export interface NumberField extends Field<number> {
  readonly is: 'number';
  readonly unit: Unit;
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** Names of settings beside it that it should not be below, or above: the product refuses that. We warn of it. */
  readonly atLeast?: string;
  readonly atMost?: string;
}
export interface FlagField extends Field<boolean> {
  readonly is: 'flag';
}
export interface TextField extends Field<string> {
  readonly is: 'text';
  readonly maxLength: number;
  /** What the text is in turn: a log of arrivals, which has lines (`arrivals-log.ts`), or the id of a group. */
  readonly holds?: 'arrivals' | 'group';
}
export interface ChoiceField<T extends string = string> extends Field<T> {
  readonly is: 'choice';
  readonly options: Readonly<Record<T, string>>;
}
/** One of several shapes: the value is `{ is: name, ...that option's own settings }`. */
export interface VariantField<T extends Variant = Variant> extends Field<T> {
  readonly is: 'variant';
  readonly options: Readonly<Record<string, VariantOption>>;
}
export interface ListField<T = Config> extends Field<readonly T[]> {
  readonly is: 'list';
  readonly item: Fields;
  readonly maxItems: number;
}
export type AnyField = NumberField | FlagField | TextField | ChoiceField | VariantField | ListField;
export type Fields = Readonly<Record<string, AnyField>>;
export interface VariantOption {
  readonly label: string;
  readonly fields: Fields;
  /** What it does, in one line. */
  readonly blurb?: string;
  /** Heading that it stands under among many: a product's name. */
  readonly group?: string;
  /** Other words that one may search it by. */
  readonly keywords?: readonly string[];
  readonly presets?: readonly Preset[];
}
/** Settings that belong together, as a product ships or recommends them; what it leaves out keeps its default. */
export interface Preset {
  readonly name: string;
  readonly label: string;
  readonly config: Config;
}

export type Config = Readonly<Record<string, unknown>>;
export type Variant = Readonly<{ is: string } & Record<string, unknown>>;
/** The type of a complete configuration of these fields. */
export type ConfigOf<F extends Fields> = { readonly [K in keyof F]: F[K]['default'] };

export function number(field: Omit<NumberField, 'is'>): NumberField {
  return { is: 'number', ...field };
}
export function flag(field: Omit<FlagField, 'is'>): FlagField {
  return { is: 'flag', ...field };
}
export function text(field: Omit<TextField, 'is'>): TextField {
  return { is: 'text', ...field };
}
export function choice<T extends string>(
  field: Omit<ChoiceField<T>, 'is' | 'default'> & { default: NoInfer<T> },
): ChoiceField<T> {
  return { is: 'choice', ...field };
}
export function variant<T extends Variant = Variant>(field: Omit<VariantField<T>, 'is'>): VariantField<T> {
  return { is: 'variant', ...field };
}
export function list<T>(field: Omit<ListField<T>, 'is'>): ListField<T> {
  return { is: 'list', ...field };
}

/** A complete configuration of defaults. */
export function defaultsOf<F extends Fields>(fields: F): ConfigOf<F> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, field.default]),
  ) as ConfigOf<F>;
}
