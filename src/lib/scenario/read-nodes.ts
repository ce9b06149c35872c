import { nearest } from '#lib/base/nearest.ts';
import { step, type Problems } from '#lib/base/problem.ts';
import { diffConfig } from '#lib/base/schema-diff.ts';
import { readConfig, reportUnknown, shown } from '#lib/base/schema-read.ts';
import type { Definitions } from './definitions.ts';
import { LIMITS, type Group, type ScenarioNode } from './document.ts';
import { nodeFields } from './fields.ts';
import { readId } from './ids.ts';
import { readItems, readName } from './read-items.ts';
import { readPlaces } from './read-groups.ts';

const KNOWN = ['id', 'kind', 'config', 'groups', ...Object.keys(nodeFields)];

/** The nodes of a document whose id and kind are good, their settings without those that equal the defaults. */
export function readNodes(
  raw: unknown,
  groups: readonly Group[],
  definitions: Definitions,
  problems: Problems,
): ScenarioNode[] {
  const taken = new Set(groups.map(({ id }) => id));
  return readItems(raw, '/nodes', LIMITS.nodes, problems, (item, at) => {
    reportUnknown(item, KNOWN, at, problems);
    const id = readId(item.id, taken, step(at, 'id'), problems);
    const name = readName(item, 'kind', at, problems);
    if (id === null || name === null) return null;
    const kind = definitions.kinds.get(name);
    if (kind === undefined) {
      const known = [...definitions.kinds.keys()];
      const params = { value: shown(name), choices: known.join(', '), nearest: nearest(name, known) };
      problems.add('unknown-kind', step(at, 'kind'), params);
      return null;
    }
    const { label = kind.label, x, y } = item;
    const config = readConfig(kind.fields, item.config, step(at, 'config'), problems);
    const places = readPlaces(item.groups, groups, step(at, 'groups'), problems);
    return {
      id,
      kind: name,
      ...readConfig(nodeFields, { label, x, y }, at, problems),
      config: diffConfig(kind.fields, config),
      ...(places.length > 0 ? { groups: places } : {}),
    };
  });
}
