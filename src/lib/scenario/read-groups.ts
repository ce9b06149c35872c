import { step, type Problems } from '#lib/base/problem.ts';
import { readConfig, reportUnknown, shown, wrongType } from '#lib/base/schema-read.ts';
import { LIMITS, type Group } from './document.ts';
import { groupFields } from './fields.ts';
import { mayLieIn } from './groups.ts';
import { readId } from './ids.ts';
import { readItems } from './read-items.ts';

const KNOWN = ['id', 'parent', ...Object.keys(groupFields)];

interface Raw {
  readonly group: Group;
  readonly at: string;
}

/** The groups of a document, each in a larger one or in none: so they cannot lie in each other in a circle. */
export function readGroups(raw: unknown, problems: Problems): Group[] {
  const taken = new Set<string>();
  const read = readItems(raw, '/groups', LIMITS.groups, problems, (item, at): Raw | null => {
    reportUnknown(item, KNOWN, at, problems);
    const id = readId(item.id, taken, step(at, 'id'), problems);
    if (item.is === undefined) problems.add('missing', step(at, 'is'), { name: 'is' });
    if (id === null || item.is === undefined) return null;
    const { is, label } = readConfig(groupFields, { label: item.label, is: item.is }, at, problems);
    const name = item.label === undefined ? groupFields.is.options[is] : label;
    const parent = readParent(item.parent, step(at, 'parent'), problems);
    return { group: { id, label: name, is, parent }, at };
  });
  return read.map(({ group, at }) => {
    return { ...group, parent: checkedParent(group, read, step(at, 'parent'), problems) };
  });
}

/** The groups in which a node stands. */
export function readPlaces(
  raw: unknown,
  groups: readonly Group[],
  at: string,
  problems: Problems,
): readonly string[] {
  if (raw === undefined) return [];
  if (wrongType(Array.isArray(raw), 'a list', raw, at, problems)) return [];
  const items = raw as readonly unknown[];
  if (items.length > LIMITS.groups) {
    problems.add('too-many', at, { max: LIMITS.groups, got: items.length });
    return [];
  }
  const places: string[] = [];
  items.forEach((item, index) => {
    const place = step(at, index);
    const id = readGroupId(item, groups, place, problems);
    if (id !== null && places.includes(id)) problems.add('place-twice', place, { id });
    else if (id !== null) places.push(id);
  });
  return places;
}

/** The id of a group that is there; null after a problem. */
export function readGroupId(
  raw: unknown,
  groups: readonly Group[],
  at: string,
  problems: Problems,
): string | null {
  if (wrongType(typeof raw === 'string', 'a text', raw, at, problems)) return null;
  if (groups.some(({ id }) => id === raw)) return raw as string;
  problems.add('unknown-group', at, { id: shown(raw as string) });
  return null;
}

function readParent(raw: unknown, at: string, problems: Problems): string | null {
  if (raw === undefined || raw === null) return null;
  return wrongType(typeof raw === 'string', 'a text', raw, at, problems) ? null : (raw as string);
}

function checkedParent(
  { is, parent, label }: Group,
  read: readonly Raw[],
  at: string,
  problems: Problems,
): string | null {
  if (parent === null) return null;
  const groups = read.map(({ group }) => group);
  if (readGroupId(parent, groups, at, problems) === null) return null;
  const larger = groups.find(({ id }) => id === parent)!;
  if (mayLieIn(is, larger.is)) return parent;
  problems.add('wrong-parent', at, { kind: is, larger: larger.is, label });
  return null;
}
