import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { emptyScenario, type Scenario, type ScenarioNode } from './document.ts';
import { applyEdit } from './edits.ts';
import { house } from './house.ts';

const node = (id: string, kind: string, label: string): ScenarioNode => ({
  id,
  kind,
  label,
  x: 0,
  y: 0,
  config: {},
});
const nodes = [
  node('n1', 'client', 'App'),
  node('n2', 'gateway', 'Gateway'),
  node('n3', 'service', 'Größe & Co'),
  node('n4', 'service', 'Größe Co'),
];
const scenario = { ...emptyScenario(), nodes };

function connected(...pairs: readonly (readonly [string, string])[]) {
  return pairs.reduce<Scenario>(
    (built, [from, to], i) => applyEdit(built, { edit: 'connect', id: `e${i + 1}`, from, to }, house),
    scenario,
  );
}

test('a new route is named after its callee, in letters that a URL knows', () => {
  expect(connected(['n2', 'n3']).edges[0].config).toEqual({ path: '/gro-e-co' });
});

test('a path that is taken gets a number', () => {
  const { edges } = connected(['n2', 'n3'], ['n2', 'n4']);
  expect(edges.map((edge) => edge.config.path)).toEqual(['/gro-e-co', '/gro-e-co-2']);
});

test('a caller that does not route gets no path', () => {
  expect(connected(['n1', 'n2']).edges[0].config).toEqual({});
});

test('renaming the callee leaves the path as it is', () => {
  const renamed = applyEdit(connected(['n2', 'n3']), { edit: 'rename-node', id: 'n3', label: 'Size' }, house);
  expect(renamed.edges[0].config).toEqual({ path: '/gro-e-co' });
});
