import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawnHostile } from '#lib/base/drawn.ts';
import { describe as describeProblem } from '#lib/base/messages.ts';
import { ENGINE_SEMANTICS, FORMAT, emptyScenario } from './document.ts';
import { placedToys, toys, toyScenario } from './toys.ts';
import { parseScenario, readScenario } from './validate.ts';

const { nodes, edges, script } = toyScenario;
const orders = nodes[1];

/** Parts of a document that are wrong in one way, and the problem that says so. */
const faulty: [string, object, string, string][] = [
  ['a list is no scenario', [], 'wrong-type', ''],
  ['a format is needed', { format: undefined }, 'missing', '/format'],
  ['a newer format is refused', { format: FORMAT + 1 }, 'newer-format', '/format'],
  ['a format is a number', { format: '1' }, 'wrong-format', '/format'],
  ['another engine is told', { engine: ENGINE_SEMANTICS + 1 }, 'other-engine', '/engine'],
  ['an engine is a whole number', { engine: 1.5 }, 'wrong-engine', '/engine'],
  ['a document has known parts', { ndoes: [] }, 'unknown-setting', '/ndoes'],
  ['a seed is not negative', { seed: -1 }, 'out-of-range', '/seed'],
  ['a name is short', { name: 'x'.repeat(61) }, 'too-long', '/name'],
  ['an epoch is whole milliseconds', { epochMs: 0.5 }, 'not-whole', '/epochMs'],
  ['nodes are a list', { nodes: {} }, 'wrong-type', '/nodes'],
  ['nodes are limited', { nodes: Array(201).fill(orders) }, 'too-many', '/nodes'],
  ['a node is an object', { nodes: [...nodes, null] }, 'wrong-type', '/nodes/4'],
  ['a node needs an id', { nodes: [...nodes, { kind: 'client' }] }, 'missing', '/nodes/4/id'],
  ['an id is short', { nodes: [...nodes, { ...orders, id: 'toolongid' }] }, 'wrong-id', '/nodes/4/id'],
  ['ids are unique', { nodes: [...nodes, orders] }, 'duplicate-id', '/nodes/4/id'],
  ['a kind is known', { nodes: [...nodes, { id: 'x', kind: 'servcie' }] }, 'unknown-kind', '/nodes/4/kind'],
  ['a kind is a name', { nodes: [...nodes, { id: 'x', kind: 4 }] }, 'wrong-type', '/nodes/4/kind'],
  ['a place is a number', { nodes: [...nodes, { ...orders, id: 'x', x: '1' }] }, 'wrong-type', '/nodes/4/x'],
  [
    'settings are checked',
    { nodes: [...nodes, { ...orders, id: 'x', config: { work: { is: 'constant', ms: -1 } } }] },
    'out-of-range',
    '/nodes/4/config/work/ms',
  ],
  ['nodes and edges share ids', { edges: [...edges, edge('n1', 'n1', 'n3')] }, 'duplicate-id', '/edges/4/id'],
  ['an edge ends at a node', { edges: [...edges, edge('e9', 'n1', 'n9')] }, 'unknown-node', '/edges/4/to'],
  ['an edge has two ends', { edges: [...edges, edge('e9', 'n1', 'n1')] }, 'self-edge', '/edges/4'],
  ['clients are not called', { edges: [...edges, edge('e9', 'n2', 'n1')] }, 'wrong-edge', '/edges/4'],
  ['clients know no registry', { edges: [...edges, edge('e9', 'n1', 'n4')] }, 'wrong-edge', '/edges/4'],
  ['one edge joins two nodes', { edges: [...edges, edge('e9', 'n1', 'n2')] }, 'duplicate-edge', '/edges/4'],
  ['calls go in no circle', { edges: [...edges, edge('e9', 'n3', 'n2')] }, 'call-cycle', '/edges/4'],
  [
    'an edge has the settings of its port',
    { edges: [...edges.slice(0, 3), { ...edges[3], config: { timeoutMs: 9 } }] },
    'unknown-setting',
    '/edges/3/config/timeoutMs',
  ],
  ['an action has a time', { script: [{ fault: 'fail', target: 'n2' }] }, 'missing', '/script/0/atMicros'],
  ['a time is whole', { script: [{ ...script[1], atMicros: 0.5 }] }, 'not-whole', '/script/0/atMicros'],
  ['a fault is known', { script: [{ ...script[0], fault: 'kil' }] }, 'unknown-fault', '/script/0/fault'],
  ['a target is there', { script: [{ ...script[0], target: 'n9' }] }, 'unknown-target', '/script/0/target'],
  [
    'an edge fault wants an edge',
    { script: [{ ...script[2], target: 'n2' }] },
    'unknown-target',
    '/script/0/target',
  ],
  ['a fault fits the kind', { script: [{ ...script[1], target: 'n1' }] }, 'wrong-fault', '/script/0'],
  [
    'an instance is there',
    { script: [{ ...script[0], instance: 3 }] },
    'unknown-instance',
    '/script/0/instance',
  ],
  [
    'an instance is named',
    { script: [{ ...script[0], instance: undefined }] },
    'missing',
    '/script/0/instance',
  ],
  [
    'an edge has no instances',
    { script: [{ ...script[2], instance: 0 }] },
    'no-instances',
    '/script/0/instance',
  ],
  ['a script is sorted', { script: [script[1], script[0]] }, 'script-order', '/script/1/atMicros'],
  ['a camera has a zoom', { camera: { x: 0, y: 0, zoom: 0 } }, 'out-of-range', '/camera/zoom'],
];

const placed = placedToys();
const { groups = [], distances = [] } = placed;

/** The same of groups, distances, and what names them. */
const misplaced: [string, object, string, string][] = [
  ['groups are a list', { groups: {} }, 'wrong-type', '/groups'],
  ['groups are limited', { groups: Array(51).fill(groups[0]) }, 'too-many', '/groups'],
  ['a group needs an id', { groups: [...groups, { is: 'zone' }] }, 'missing', '/groups/4/id'],
  ['a group says what it is', { groups: [...groups, { id: 'p20' }] }, 'missing', '/groups/4/is'],
  [
    'a group is of a kind',
    { groups: [...groups, { id: 'p20', is: 'zoen' }] },
    'unknown-choice',
    '/groups/4/is',
  ],
  ['groups have ids of their own', { groups: [...groups, groups[0]] }, 'duplicate-id', '/groups/4/id'],
  [
    'a group has known parts',
    { groups: [...groups, { ...zone('p20'), in: 'p9' }] },
    'unknown-setting',
    '/groups/4/in',
  ],
  ['a group and a node share no id', { groups: [...groups, zone('n1')] }, 'duplicate-id', '/nodes/0/id'],
  ['a group and an edge share no id', { groups: [...groups, zone('e5')] }, 'duplicate-id', '/edges/0/id'],
  [
    'a name of a group is short',
    { groups: [...groups, { ...zone('p20'), label: 'x'.repeat(61) }] },
    'too-long',
    '/groups/4/label',
  ],
  ['a parent is there', { groups: [...groups, zone('p20', 'p21')] }, 'unknown-group', '/groups/4/parent'],
  [
    'a parent is a name',
    { groups: [...groups, { ...zone('p20'), parent: 9 }] },
    'wrong-type',
    '/groups/4/parent',
  ],
  ['a zone lies in no zone', { groups: [...groups, zone('p20', 'p11')] }, 'wrong-parent', '/groups/4/parent'],
  ['nothing lies in itself', { groups: [...groups, zone('p20', 'p20')] }, 'wrong-parent', '/groups/4/parent'],
  [
    'groups lie in no circle',
    { groups: [{ ...groups[0], parent: 'p11' }, ...groups.slice(1)] },
    'wrong-parent',
    '/groups/0/parent',
  ],
  ['places are a list', standing('p9'), 'wrong-type', '/nodes/0/groups'],
  ['a place is there', standing(['p9', 'p99']), 'unknown-group', '/nodes/0/groups/1'],
  ['a place is named once', standing(['p9', 'p9']), 'place-twice', '/nodes/0/groups/1'],
  ['places are limited', standing(Array(51).fill('p9')), 'too-many', '/nodes/0/groups'],
  ['distances are a list', { distances: 3 }, 'wrong-type', '/distances'],
  ['distances are limited', { distances: Array(201).fill(distances[0]) }, 'too-many', '/distances'],
  ['a distance is between groups', { distances: [{}] }, 'missing', '/distances/0/between'],
  ['a distance is between two', { distances: [{ between: ['p9'] }] }, 'wrong-type', '/distances/0/between'],
  [
    'who is apart is there',
    { distances: [{ between: ['p9', 'p1'] }] },
    'unknown-group',
    '/distances/0/between/1',
  ],
  [
    'from here to here is no way',
    { distances: [{ between: ['p9', 'p9'] }] },
    'self-distance',
    '/distances/0/between',
  ],
  [
    'nor from within to around',
    { distances: [{ between: ['p11', 'p9'] }] },
    'inside-distance',
    '/distances/0/between',
  ],
  [
    'a distance is said once',
    { distances: [...distances, { between: ['p10', 'p9'] }] },
    'duplicate-distance',
    '/distances/1',
  ],
  [
    'a distance is no longer than time-outs',
    { distances: [{ between: ['p9', 'p10'], latency: { is: 'constant', ms: -1 } }] },
    'out-of-range',
    '/distances/0/latency/ms',
  ],
  ['a group fault wants a group', cutting('n1', 'p10'), 'unknown-target', '/script/0/target'],
  ['who is cut off is there', cutting('p9', 'p99'), 'unknown-group', '/script/0/config/with'],
  ['nobody is cut off from itself', cutting('p9', 'p9'), 'self-partition', '/script/0/config/with'],
  [
    'a group has no instances',
    { script: [{ ...placed.script[3], instance: 0 }] },
    'no-instances',
    '/script/0/instance',
  ],
];

describe('readScenario', () => {
  test('a good document comes back as it is', () => {
    expect(readScenario(toyScenario, toys)).toEqual({ scenario: toyScenario, problems: [] });
    expect(readScenario(emptyScenario(), toys)).toEqual({ scenario: emptyScenario(), problems: [] });
    expect(readScenario(placed, toys)).toEqual({ scenario: placed, problems: [] });
  });

  test('almost everything may be left out', () => {
    const { scenario, problems } = readScenario(
      { format: FORMAT, nodes: [{ id: 'a', kind: 'client' }] },
      toys,
    );
    expect(problems).toEqual([]);
    expect(scenario.nodes).toEqual([{ id: 'a', kind: 'client', label: 'Client', x: 0, y: 0, config: {} }]);
  });

  test('settings at their defaults are left out', () => {
    const { scenario } = readScenario(
      { format: FORMAT, nodes: [{ ...orders, config: { instances: 2 } }] },
      toys,
    );
    expect(scenario.nodes[0].config).toEqual({});
  });

  test.each(faulty)('%s', (_claim, change, code, at) => {
    const raw = Array.isArray(change) ? change : { ...toyScenario, ...change };
    const { scenario, problems } = readScenario(raw, toys);
    expect(problems[0]).toMatchObject({ code, at });
    // All but the number of the other engine was mended.
    expect(
      readScenario(scenario, toys).problems.filter((problem) => problem.code !== 'other-engine'),
    ).toEqual([]);
  });

  test.each(misplaced)('%s', (_claim, change, code, at) => {
    const { scenario, problems } = readScenario({ ...placed, ...change }, toys);
    expect(problems[0]).toMatchObject({ code, at });
    expect(describeProblem(problems[0]).fix).not.toBe('');
    expect(readScenario(scenario, toys).problems).toEqual([]);
  });

  test('a document without groups says nothing of them, and a group has a name and a place by default', () => {
    const bare = readScenario(
      { format: FORMAT, nodes: [{ ...orders, groups: [] }], groups: [] },
      toys,
    ).scenario;
    expect(Object.keys(bare)).toEqual(Object.keys(emptyScenario()));
    expect(Object.keys(bare.nodes[0])).not.toContain('groups');
    const { scenario } = readScenario({ format: FORMAT, groups: [{ id: 'p1', is: 'machine' }] }, toys);
    expect(scenario.groups).toEqual([{ id: 'p1', label: 'Machine', is: 'machine', parent: null }]);
  });

  test('a circle of calls is named by its nodes', () => {
    const { problems } = readScenario({ ...toyScenario, edges: [...edges, edge('e9', 'n3', 'n2')] }, toys);
    expect(problems[0].params).toEqual({ nodes: 'Stock → Orders → Stock' });
  });

  test('whatever comes in, a valid scenario comes out', () => {
    const names = [
      'format',
      'engine',
      'nodes',
      'edges',
      'script',
      'id',
      'kind',
      'client',
      'from',
      'to',
      'camera',
      'groups',
      'between',
      'is',
      'parent',
    ];
    fc.assert(
      fc.property(fc.gen(), (data) => {
        const hostile = () => drawnHostile(names, (max) => data(fc.nat, max));
        const [nodes, edges, script, groups, distances] = Array.from({ length: 5 }, hostile);
        const all = { format: FORMAT, nodes, edges, groups, distances, script };
        for (const raw of [nodes, all, { ...toyScenario, edges, script }, { ...placed, distances, script }]) {
          const { scenario } = readScenario(raw, toys);
          expect(readScenario(scenario, toys)).toEqual({ scenario, problems: [] });
        }
      }),
    );
  });
});

describe('parseScenario', () => {
  test('text that is not JSON is a problem', () => {
    expect(parseScenario('{', toys).problems).toMatchObject([{ code: 'not-json', at: '' }]);
  });

  test('deep nesting is survived', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(parseScenario(`{"format":1,"nodes":${deep}}`, toys).problems[0].code).toBe('wrong-type');
    expect(parseScenario(deep, toys).problems[0].code).toBe('wrong-type');
  });
});

function zone(id: string, parent: string | null = null) {
  return { id, is: 'zone', parent };
}

function standing(places: unknown) {
  return { nodes: [{ ...placed.nodes[0], groups: places }, ...placed.nodes.slice(1)] };
}

function cutting(target: string, other: string) {
  return { script: [{ ...placed.script[3], target, config: { with: other } }] };
}

function edge(id: string, from: string, to: string) {
  return { id, from, to, config: {} };
}
