import { outcomeCode, outcomes, type Outcome } from '#lib/base/outcomes.ts';
import { choice, list, type ListField } from '#lib/base/schema.ts';

/** A condition by the product's own name. */
export type Condition<T extends string = string> = Readonly<{ on: T }>;

/** Which outcomes of ours each of a product's conditions means. */
export type Meanings<T extends string> = Readonly<Record<T, readonly Outcome[]>>;

/** Every way in which a try can fail, but for `cancelled`: who gave a call up does not want another. */
export const FAILURES = outcomes
  .map(({ outcome }) => outcome)
  .filter((outcome): outcome is Exclude<Outcome, 'ok' | 'cancelled'> => {
    return outcome !== 'ok' && outcome !== 'cancelled';
  });
type Failure = (typeof FAILURES)[number];

/** Our own names, for who has no product's. */
export const ownLabels = byFailure((failure) => outcomes[outcomeCode(failure)].label);
export const ownMeanings: Meanings<Failure> = byFailure((failure) => [failure]);

/** A setting that lists conditions. */
export function conditions<T extends string>(field: {
  readonly label: string;
  readonly help: string;
  readonly options: Readonly<Record<T, string>>;
  readonly default: readonly NoInfer<T>[];
  readonly source: string;
}): ListField<Condition<T>> {
  const { label, help, options, source } = field;
  const first = Object.keys(options)[0] as T;
  return list<Condition<T>>({
    label,
    help,
    item: { on: choice<string>({ label: 'On', options, default: first, source }) },
    maxItems: Object.keys(options).length,
    default: field.default.map((on) => ({ on })),
    source,
  });
}

/** A bit for each outcome that one of the conditions means. */
export function maskOf<T extends string>(chosen: readonly Condition<T>[], meanings: Meanings<T>): number {
  let mask = 0;
  for (const { on } of chosen) for (const outcome of meanings[on]) mask |= 1 << outcomeCode(outcome);
  return mask;
}

/** A bit for each way to fail. */
export const EVERY_FAILURE = maskOf(
  FAILURES.map((on) => ({ on })),
  ownMeanings,
);

function byFailure<V>(valueOf: (failure: Failure) => V): Readonly<Record<Failure, V>> {
  return Object.fromEntries(FAILURES.map((failure) => [failure, valueOf(failure)])) as Record<Failure, V>;
}
