import { describe, expect, test } from 'vitest';
import { completeConfig } from '#lib/base/schema-read.ts';
import '#lib/policies/all-behaviours.ts';
import { edgeFields } from './definitions.ts';
import type { Scenario } from './document.ts';
import { applyEdit, type Edit } from './edits.ts';
import { edit } from './editing.ts';
import { beginHistory, freshId, redo, undo } from './history.ts';
import { house } from './house.ts';
import { at, sketch } from './sketch.ts';

const choosing = { balancer: { is: 'random' }, ejection: { is: 'finagle-failure-accrual' } };
const around = { timeoutMs: 2_000, breaker: { is: 'gobreaker' }, retry: { is: 'simple' } };

/** A gateway that finds Orders and Stock through a registry, and calls Stock by heart; a client by its side. */
function shop(script: Scenario['script'] = []): Scenario {
  const { nodes, edges, ...rest } = sketch(
    {
      n1: ['client', {}],
      n2: ['gateway', {}],
      n3: ['service', {}],
      n4: ['service', {}],
      n5: ['registry', {}],
    },
    {
      'n1>n2': {},
      'n2>n3': { ...around, ...choosing, path: '/orders' },
      'n2>n5': { timeoutMs: 700 },
      'n3>n5': {},
      'n3>n4': { callPercent: 40, balancer: { is: 'random' } },
      'n4>n5': {},
    },
    script,
  );
  // A document's ids are short.
  const short = edges.map((edge, i) => ({ ...edge, id: `e${i + 6}` }));
  return applyEdit({ ...rest, nodes, edges: short }, { edit: 'rename-scenario', name: 'shop' }, house);
}

function between(edge: string): Edit {
  const node = { id: 'n12', kind: 'load-balancer', x: 1, y: 2 };
  return { edit: 'put-between', edge, node, calls: 'e13', lookup: 'e14', moves: [] };
}

const directly: Edit = { edit: 'call-directly', id: 'n12', lookups: ['e15', 'e16'] };

/** All edges as 'from>to' with their ids, in order of ids. */
function wiresOf({ edges }: Scenario): string[] {
  return edges.map(({ id, from, to }) => `${id} ${from}>${to}`).sort();
}

/** Complete settings of an edge, defaults filled in. */
function settings({ nodes, edges }: Scenario, id: string) {
  const edge = edges.find((one) => one.id === id)!;
  const [from, to] = [edge.from, edge.to].map((end) => {
    return house.kinds.get(nodes.find((node) => node.id === end)!.kind)!;
  });
  return completeConfig(edgeFields(house, from, to.takes!), edge.config);
}

describe('a load balancer put between a gateway and a service', () => {
  const before = shop();
  const after = applyEdit(before, between('e7'), house);

  test('leaves the caller its edge, and takes over the lookups that nobody else needs', () => {
    expect(wiresOf(after)).toEqual([
      'e10 n3>n4',
      'e11 n4>n5',
      'e13 n12>n3',
      'e6 n1>n2',
      'e7 n2>n12',
      'e8 n12>n5',
      'e9 n3>n5',
    ]);
    expect(after.nodes.at(-1)).toEqual({
      ...{ id: 'n12', kind: 'load-balancer', label: 'Load balancer', x: 1, y: 2, config: {} },
    });
    expect(settings(after, 'e8')).toMatchObject({ timeoutMs: 700 });
  });

  test('chooses as the caller did; what is around a call stays with the caller', () => {
    const was = settings(before, 'e7');
    const [caller, own] = [settings(after, 'e7'), settings(after, 'e13')];
    for (const key of ['balancer', 'ejection', 'health', 'latency', 'lossPercent']) {
      expect(own[key], key).toEqual(was[key]);
    }
    for (const key of ['timeoutMs', 'breaker', 'retry', 'path', 'latency', 'lossPercent']) {
      expect(caller[key], key).toEqual(was[key]);
    }
    expect(caller).toMatchObject({ balancer: { is: 'round-robin' }, ejection: { is: 'none' } });
    expect(own).toMatchObject({ timeoutMs: 60_000, breaker: { is: 'none' }, retry: { is: 'none' } });
  });

  test('and taken out again leaves the very scenario', () => {
    expect(applyEdit(after, directly, house)).toEqual(before);
  });

  test('is one step to undo and one to redo', () => {
    const start = beginHistory(before);
    const node = { id: freshId(start, 'n'), kind: 'load-balancer', label: 'Balancer', x: 0, y: 0 };
    const [calls, lookup] = [freshId(start, 'e', 1), freshId(start, 'e', 2)];
    const done = edit(start, { edit: 'put-between', edge: 'e7', node, calls, lookup, moves: [] }, house);
    expect([node.id, calls, lookup]).toEqual(['n12', 'e13', 'e14']);
    expect(done.past.map(({ label }) => label)).toEqual(['put Balancer between n2 → n3']);
    expect(undo(done).present).toBe(before);
    expect(redo(undo(done)).present).toBe(done.present);
    const back = edit(done, { edit: 'call-directly', id: 'n12', lookups: [freshId(done, 'e')] }, house);
    expect(back.past.map(({ label }) => label)).toEqual([
      'put Balancer between n2 → n3',
      'take Balancer out of the way',
    ]);
    // What an undone or removed node was called never comes back.
    expect(freshId(back, 'n')).toBe('n14');
  });
});

describe('a caller that needs its lookups for more', () => {
  test('keeps them, and the balancer has its own with the same settings', () => {
    const first = shop();
    const both = applyEdit(first, { edit: 'connect', id: 'e12', from: 'n2', to: 'n4' }, house);
    const after = applyEdit(
      both,
      { ...between('e7'), node: { id: 'n15', kind: 'load-balancer', x: 0, y: 0 } } as Edit,
      house,
    );
    expect(wiresOf(after)).toContain('e8 n2>n5');
    expect(wiresOf(after)).toContain('e14 n15>n5');
    expect(settings(after, 'e14')).toEqual(settings(after, 'e8'));
    const back = applyEdit(after, { edit: 'call-directly', id: 'n15', lookups: [] }, house);
    expect(back).toEqual(both);
  });

  test('as a service, which announces itself along the same edge', () => {
    const before = shop();
    const after = applyEdit(before, between('e10'), house);
    expect(wiresOf(after)).toEqual([
      'e10 n3>n12',
      'e11 n4>n5',
      'e13 n12>n4',
      'e14 n12>n5',
      'e6 n1>n2',
      'e7 n2>n3',
      'e8 n2>n5',
      'e9 n3>n5',
    ]);
    expect(settings(after, 'e10')).toMatchObject({ callPercent: 40 });
    expect(applyEdit(after, directly, house)).toEqual(before);
  });
});

test('a caller that has the addresses by heart needs no registry, nor does the balancer', () => {
  const before = shop();
  const after = applyEdit(before, between('e6'), house);
  expect(wiresOf(after).filter((wire) => !wiresOf(before).includes(wire))).toEqual([
    'e13 n12>n2',
    'e6 n1>n12',
  ]);
  expect(applyEdit(after, directly, house)).toEqual(before);
});

test('a balancer stands in the groups of its callee', () => {
  const zone = { id: 'p20', label: 'a', is: 'zone', parent: null } as const;
  const nodes = shop().nodes.map((node) => (node.id === 'n3' ? { ...node, groups: ['p20'] } : node));
  const after = applyEdit({ ...shop(), nodes, groups: [zone] }, between('e7'), house);
  expect(after.nodes.at(-1)).toMatchObject({ id: 'n12', groups: ['p20'] });
});

test('a route without a path keeps the one it had by its callee’s id', () => {
  const before = applyEdit(shop(), { edit: 'configure-edge', id: 'e7', changes: { path: undefined } }, house);
  const after = applyEdit(before, between('e7'), house);
  expect(settings(after, 'e7')).toMatchObject({ path: '/n3' });
});

describe('calling directly', () => {
  /** Two gateways and a database’s cache call Orders through one balancer that asks the registry. */
  function estate(): Scenario {
    const { edges, ...rest } = sketch(
      {
        n1: ['gateway', {}],
        n2: ['gateway', {}],
        n3: ['cache', {}],
        n4: ['load-balancer', {}],
        n5: ['service', {}],
        n6: ['registry', {}],
      },
      {
        'n1>n4': { path: '/a' },
        'n2>n4': { path: '/b' },
        'n3>n4': {},
        'n4>n5': { balancer: { is: 'random' } },
        'n4>n6': { timeoutMs: 300 },
        'n5>n6': {},
      },
      [at(1, 'kill-instance', 'n4', {}, 0), at(2, 'slow-link', 'e7'), at(3, 'slow-link', 'e10')],
    );
    return { ...rest, edges: edges.map((edge, i) => ({ ...edge, id: `e${i + 7}` })) };
  }

  test('gives every caller an edge of its own, and each that can ask a registry its lookups', () => {
    const after = applyEdit(estate(), { edit: 'call-directly', id: 'n4', lookups: ['e20', 'e21'] }, house);
    expect(wiresOf(after)).toEqual([
      'e11 n1>n6',
      'e12 n5>n6',
      'e20 n2>n6',
      'e7 n1>n5',
      'e8 n2>n5',
      'e9 n3>n5',
    ]);
    for (const id of ['e7', 'e8', 'e9']) {
      expect(settings(after, id)).toMatchObject({ balancer: { is: 'random' }, health: { is: 'alb' } });
    }
    for (const id of ['e11', 'e20']) expect(settings(after, id)).toMatchObject({ timeoutMs: 300 });
  });

  test('takes the script’s actions on the balancer and its calls along, and no others', () => {
    const after = applyEdit(estate(), { edit: 'call-directly', id: 'n4', lookups: ['e20'] }, house);
    expect(after.script.map(({ target }) => target)).toEqual(['e7']);
  });

  test.each<[string, Edit]>([
    ['nothing-behind', { edit: 'call-directly', id: 'n1', lookups: [] }],
    ['nothing-there', { edit: 'call-directly', id: 'n99', lookups: [] }],
    // There is an edge from this caller to the service already: a route would be lost.
    ['duplicate-edge', { edit: 'call-directly', id: 'n4', lookups: ['e20'] }],
    ['nothing-there', between('e12')],
    ['one-callee', { edit: 'connect', id: 'e30', from: 'n4', to: 'n9' }],
  ])('is refused with %s', (code, change) => {
    const more = applyEdit(
      estate(),
      { edit: 'add-node', node: { id: 'n9', kind: 'service', x: 0, y: 0 } },
      house,
    );
    const both = applyEdit(more, { edit: 'connect', id: 'e19', from: 'n1', to: 'n5' }, house);
    expect(() => applyEdit(both, change, house)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code })] }),
    );
  });
});
