import { step, type Problems } from '#lib/base/problem.ts';
import { readConfig, reportUnknown, wrongType } from '#lib/base/schema-read.ts';
import { LIMITS, type Distance, type Group } from './document.ts';
import { distanceFields } from './fields.ts';
import { liesIn } from './groups.ts';
import { readGroupId } from './read-groups.ts';
import { readItems } from './read-items.ts';

const KNOWN = ['between', ...Object.keys(distanceFields)];

/** The distances of a document between two groups that lie apart, each pair once. */
export function readDistances(raw: unknown, groups: readonly Group[], problems: Problems): Distance[] {
  const pairs = new Set<string>();
  return readItems(raw, '/distances', LIMITS.distances, problems, (item, at) => {
    reportUnknown(item, KNOWN, at, problems);
    const between = readPair(item.between, groups, step(at, 'between'), problems);
    if (between === null) return null;
    const pair = between.toSorted().join(' ');
    if (pairs.has(pair)) {
      problems.add('duplicate-distance', at, namesOf(between, groups));
      return null;
    }
    pairs.add(pair);
    return { between, ...readConfig(distanceFields, { latency: item.latency }, at, problems) };
  });
}

function readPair(
  raw: unknown,
  groups: readonly Group[],
  at: string,
  problems: Problems,
): readonly [string, string] | null {
  if (raw === undefined) problems.add('missing', at, { name: 'between' });
  const isPair = Array.isArray(raw) && raw.length === 2;
  if (raw === undefined || wrongType(isPair, 'a list of two groups', raw, at, problems)) return null;
  const [a, b] = (raw as readonly unknown[]).map((id, index) =>
    readGroupId(id, groups, step(at, index), problems),
  );
  if (a === null || b === null) return null;
  if (!liesIn(groups, a, b) && !liesIn(groups, b, a)) return [a, b];
  problems.add(a === b ? 'self-distance' : 'inside-distance', at, namesOf([a, b], groups));
  return null;
}

function namesOf(pair: readonly string[], groups: readonly Group[]): { from: string; to: string } {
  const [from, to] = pair.map((id) => groups.find((group) => group.id === id)?.label || id);
  return { from, to };
}
