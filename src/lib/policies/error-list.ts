import { outcomeCode, outcomes, type Outcome } from '#lib/base/outcomes.ts';
import type { ListField } from '#lib/base/schema.ts';
import { conditions, maskOf, type Condition, type Meanings } from '#lib/policies/retry-conditions.ts';

/** Every way in which a call can end without a result. To be given up is one: to the caller's code it is an error too. */
export type CallError = Exclude<Outcome, 'ok'>;

const ERRORS = outcomes
  .map(({ outcome }) => outcome)
  .filter((outcome): outcome is CallError => outcome !== 'ok');
const labels = byError((error) => outcomes[outcomeCode(error)].label);
const meanings: Meanings<CallError> = byError((error) => [error]);

/** A setting for what in a product is a predicate on errors, or a list of their classes; by default nothing is named. */
export function errorList(field: {
  readonly label: string;
  readonly help: string;
  readonly source: string;
}): ListField<Condition<CallError>> {
  return conditions({ ...field, options: labels, default: [] });
}

/** A bit for each error that is named. */
export function errorsOf(named: readonly Condition<CallError>[]): number {
  return maskOf(named, meanings);
}

/** A bit for every error. */
export const EVERY_ERROR = maskOf(
  ERRORS.map((on) => ({ on })),
  meanings,
);

/** Whether a call that ended so has its bit set. */
export function isAmong(mask: number, status: number): boolean {
  return ((mask >>> status) & 1) === 1;
}

function byError<V>(valueOf: (error: CallError) => V): Readonly<Record<CallError, V>> {
  return Object.fromEntries(ERRORS.map((error) => [error, valueOf(error)])) as Record<CallError, V>;
}
