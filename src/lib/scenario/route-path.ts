import type { Config } from '#lib/base/schema.ts';
import { contractBetween, edgeFields, type Definitions } from './definitions.ts';
import type { Scenario } from './document.ts';

/**
 * The settings that a new edge of a routing caller begins with: a path made of the callee's name, written down
 * once, so that renaming the callee later changes no run. Empty for a caller that does not route.
 */
export function routeConfig(scenario: Scenario, from: string, to: string, definitions: Definitions): Config {
  const [caller, callee] = [from, to].map((id) => scenario.nodes.find((node) => node.id === id));
  const [fromKind, toKind] = [caller, callee].map((node) => definitions.kinds.get(node?.kind ?? ''));
  const contract = fromKind && toKind ? contractBetween(fromKind, toKind) : null;
  if (!fromKind || !callee || contract === null) return {};
  if (!('path' in edgeFields(definitions, fromKind, contract))) return {};
  const taken = scenario.edges.filter((edge) => edge.from === from).map((edge) => edge.config.path);
  return { path: freePath(callee.label, taken) };
}

/** `/user-service`, `/user-service-2` when that is taken. */
function freePath(label: string, taken: readonly unknown[]): string {
  const slug = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const path = `/${slug || 'service'}`;
  let free = path;
  for (let n = 2; taken.includes(free); n++) free = `${path}-${n}`;
  return free;
}
