import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawnHostile } from '#lib/base/drawn.ts';
import { ENGINE_SEMANTICS, FORMAT, emptyScenario } from './document.ts';
import { toys, toyScenario } from './toys.ts';
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

describe('readScenario', () => {
  test('a good document comes back as it is', () => {
    expect(readScenario(toyScenario, toys)).toEqual({ scenario: toyScenario, problems: [] });
    expect(readScenario(emptyScenario(), toys)).toEqual({ scenario: emptyScenario(), problems: [] });
  });

  test('almost everything may be left out', () => {
    const { scenario, problems } = readScenario({ format: 1, nodes: [{ id: 'a', kind: 'client' }] }, toys);
    expect(problems).toEqual([]);
    expect(scenario.nodes).toEqual([{ id: 'a', kind: 'client', label: 'Client', x: 0, y: 0, config: {} }]);
  });

  test('settings at their defaults are left out', () => {
    const { scenario } = readScenario({ format: 1, nodes: [{ ...orders, config: { instances: 2 } }] }, toys);
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
    ];
    fc.assert(
      fc.property(fc.gen(), (data) => {
        const [nodes, edges, script] = [0, 1, 2].map(() => drawnHostile(names, (max) => data(fc.nat, max)));
        for (const raw of [nodes, { format: 1, nodes, edges, script }, { ...toyScenario, edges, script }]) {
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

function edge(id: string, from: string, to: string) {
  return { id, from, to, config: {} };
}
