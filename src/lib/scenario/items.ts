import { ProblemError } from '#lib/base/problem.ts';
import { shown } from '#lib/base/schema-read.ts';

/** The items of a list with one of them changed. @throws ProblemError when it is not there */
export function withItem<T extends { readonly id: string }>(
  items: readonly T[],
  change: { id: string } & Partial<T>,
): T[] {
  const item = itemOf(items, change.id);
  return items.map((other) => (other === item ? { ...item, ...change } : other));
}

/** The item of this id. @throws ProblemError when it is not there */
export function itemOf<T extends { readonly id: string }>(items: readonly T[], id: string): T {
  const item = items.find((other) => other.id === id);
  if (item !== undefined) return item;
  throw new ProblemError([{ code: 'nothing-there', at: '', params: { id: shown(id) } }]);
}
