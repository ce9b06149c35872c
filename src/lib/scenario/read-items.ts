import { step, type Problems } from '#lib/base/problem.ts';
import { isRecord, wrongType } from '#lib/base/schema-read.ts';

/** Each object of a list of at most `max`, with its place; an absent list is empty. */
export function readItems<T>(
  raw: unknown,
  at: string,
  max: number,
  problems: Problems,
  read: (item: Readonly<Record<string, unknown>>, at: string, index: number) => T | null,
): T[] {
  if (raw === undefined) return [];
  if (wrongType(Array.isArray(raw), 'a list', raw, at, problems)) return [];
  const items = raw as readonly unknown[];
  if (items.length > max) {
    problems.add('too-many', at, { max, got: items.length });
    return [];
  }
  return items.flatMap((item, index) => {
    const place = step(at, index);
    if (!isRecord(item)) {
      wrongType(false, 'an object', item, place, problems);
      return [];
    }
    const value = read(item, place, index);
    return value === null ? [] : [value];
  });
}

/** A text that must be there; null after a problem. */
export function readName(
  item: Readonly<Record<string, unknown>>,
  name: string,
  at: string,
  problems: Problems,
): string | null {
  const raw = Object.hasOwn(item, name) ? item[name] : undefined;
  if (raw === undefined) problems.add('missing', step(at, name), { name });
  else if (!wrongType(typeof raw === 'string', 'a text', raw, step(at, name), problems)) return raw as string;
  return null;
}
