import { CANCELLED } from '#lib/base/outcomes.ts';
import { errorsOf, EVERY_ERROR } from '#lib/policies/error-list.ts';
import type { Resilience4jConfig } from './policy.ts';

type Predicates = Pick<Resilience4jConfig, 'recordExceptions' | 'ignoreExceptions'>;

/**
 * The outcomes that are recorded as failures (`CircuitBreakerStateMachine.handleThrowable`): what is neither ignored nor
 * recorded is a success. Without a list every exception is recorded.
 */
export function failingOf({ recordExceptions }: Predicates): number {
  return recordExceptions.length === 0 ? EVERY_ERROR : errorsOf(recordExceptions);
}

/**
 * The outcomes that give their permit back and count nowhere. Looked at first. A cancelled call is no exception: whoever
 * cancels it gives the permit back (`releasePermission` in the reactive operators), unless a list names it.
 */
export function ignoredOf({ recordExceptions, ignoreExceptions }: Predicates): number {
  const given = errorsOf(recordExceptions) & (1 << CANCELLED) ? 0 : 1 << CANCELLED;
  return errorsOf(ignoreExceptions) | given;
}
