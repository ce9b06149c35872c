import { duration } from '#lib/base/duration.ts';
import { number, text } from '#lib/base/schema.ts';
import { toyBreaker, toyFields } from '#lib/base/toy-fields.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';
import type { Definitions } from './definitions.ts';
import { emptyScenario, type Scenario } from './document.ts';

/** A small world for tests of documents, so that they stand still while the real kinds grow. */
const source = 'test';
const look = { blurb: '', family: 'services', order: 1, icon: '' } as const;
const calls = {
  label: 'calls',
  fields: {
    timeoutMs: number({ label: 'time-out', unit: 'ms', min: 1, max: 600_000, default: 1_000, source }),
    breaker: toyBreaker,
  },
};

const client: KindDefinition = {
  ...look,
  kind: 'client',
  label: 'Client',
  ports: { calls },
  fields: { rate: number({ label: 'rate', unit: '/s', min: 0, max: 100_000, default: 20, source }) },
};

const service: KindDefinition = {
  ...look,
  kind: 'service',
  label: 'Service',
  takes: 'calls',
  ports: { calls, registry: { label: 'registry', fields: { lease: seconds('lease', 90) } } },
  fields: toyFields,
  instances: ({ instances }: { instances: number }) => instances,
};

const balancer: KindDefinition = {
  ...look,
  kind: 'balancer',
  label: 'Balancer',
  takes: 'calls',
  passesOn: true,
  ports: { calls },
  fields: {},
};

const registry: KindDefinition = {
  ...look,
  kind: 'registry',
  label: 'Registry',
  takes: 'registry',
  ports: {},
  fields: {},
};

const faults: readonly FaultDefinition[] = [
  fault('kill', 'instance', {}),
  fault(
    'fail',
    'node',
    { percent: { ...seconds('share', 100), unit: '%' } },
    (kind) => kind.takes === 'calls',
  ),
  fault('slow', 'edge', { extraMs: { ...seconds('extra', 100), unit: 'ms' } }),
  fault('cut', 'group', { with: text({ label: 'from', maxLength: 8, holds: 'group', default: '', source }) }),
];

export const toys: Definitions = {
  kinds: new Map([client, service, balancer, registry].map((kind) => [kind.kind, kind])),
  policies: new Map(),
  faults: new Map(faults.map((each) => [each.fault, each])),
  network: { latency: duration({ label: 'latency', source, default: { is: 'constant', ms: 0.3 } }) },
};

/** The toy scenario in two datacenters: Shop in a zone of the one, Orders over both, Stock on a machine of the other. */
export function placedToys(): Scenario {
  const places: Readonly<Record<string, readonly string[]>> = { n1: ['p11'], n2: ['p9', 'p10'], n3: ['p12'] };
  return {
    ...toyScenario,
    nodes: toyScenario.nodes.map((node) => (places[node.id] ? { ...node, groups: places[node.id] } : node)),
    groups: [
      { id: 'p9', label: 'West', is: 'datacenter', parent: null },
      { id: 'p10', label: 'East', is: 'datacenter', parent: null },
      { id: 'p11', label: 'Zone', is: 'zone', parent: 'p9' },
      { id: 'p12', label: 'Rack 1', is: 'machine', parent: 'p10' },
    ],
    distances: [{ between: ['p9', 'p10'], latency: { is: 'constant', ms: 40 } }],
    script: [
      ...toyScenario.script,
      { atMicros: 5_000_000, fault: 'cut', target: 'p9', config: { with: 'p10' } },
    ],
  };
}

/** Shop calls Orders, Orders calls Stock; both services know the registry; Orders 1 is killed at 2 s. */
export const toyScenario: Scenario = {
  ...emptyScenario(),
  name: 'Shop',
  nodes: [
    { id: 'n1', kind: 'client', label: 'Shop', x: 0, y: 0, config: { rate: 50 } },
    { id: 'n2', kind: 'service', label: 'Orders', x: 300, y: 0, config: { instances: 3 } },
    { id: 'n3', kind: 'service', label: 'Stock', x: 600, y: 0, config: {} },
    { id: 'n4', kind: 'registry', label: 'Registry', x: 450, y: 300, config: {} },
  ],
  edges: [
    { id: 'e5', from: 'n1', to: 'n2', config: { timeoutMs: 250 } },
    { id: 'e6', from: 'n2', to: 'n3', config: {} },
    { id: 'e7', from: 'n2', to: 'n4', config: {} },
    { id: 'e8', from: 'n3', to: 'n4', config: {} },
  ],
  script: [
    { atMicros: 2_000_000, fault: 'kill', target: 'n2', instance: 2, config: {} },
    { atMicros: 3_000_000, fault: 'fail', target: 'n3', config: { percent: 50 } },
    { atMicros: 4_000_000, fault: 'slow', target: 'e6', config: {} },
  ],
};

function seconds(label: string, value: number) {
  return number({ label, unit: 's', min: 0, max: 1_000, default: value, source });
}

function fault(
  name: string,
  target: FaultDefinition['target'],
  fields: FaultDefinition['fields'],
  suits: FaultDefinition['suits'] = () => true,
): FaultDefinition {
  return {
    fault: name,
    label: name,
    line: name,
    blurb: '',
    order: 1,
    icon: '',
    target,
    suits,
    fields,
    levers: () => [],
  };
}
