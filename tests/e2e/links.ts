import type { Config } from '../../src/lib/base/schema.ts';
import type { Action, Scenario } from '../../src/lib/scenario/document.ts';
import { library } from '../bundled.ts';

/** The reference layout with things done to it, as a link that opens at rest at a moment. */
export function referenceLink(seconds: number, script: readonly Action[] = []): Promise<string> {
  return linkOf('reference', seconds, (scenario) => ({ ...scenario, script }));
}

/** A scenario of the gallery, some of its nodes set otherwise, as a link that opens at rest at a moment. */
export function galleryLink(
  name: string,
  seconds: number,
  configs: Readonly<Record<string, Config>> = {},
): Promise<string> {
  return linkOf(name, seconds, (scenario) => ({
    ...scenario,
    nodes: scenario.nodes.map((node) => ({ ...node, config: { ...node.config, ...configs[node.id] } })),
  }));
}

/** An incident: Payment fails for a while, an instance of Search dies, the registry is away for some time. */
export const incident: readonly Action[] = [
  { atMicros: 12_345_678, fault: 'fail-share', target: 'n8', config: { percent: 100 } },
  { atMicros: 20_000_000, fault: 'kill-instance', target: 'n9', instance: 0, config: {} },
  { atMicros: 30_000_001, fault: 'fail-share', target: 'n8', config: { percent: 0 } },
  { atMicros: 40_000_000, fault: 'registry-down', target: 'n5', config: {} },
  { atMicros: 55_000_000, fault: 'registry-up', target: 'n5', config: {} },
  { atMicros: 58_000_000, fault: 'restart-instance', target: 'n9', instance: 0, config: {} },
];

function linkOf(name: string, seconds: number, changed: (scenario: Scenario) => Scenario): Promise<string> {
  const scenario = library.gallery.get(name)?.scenario;
  if (!scenario) throw new Error(`the gallery has no ${name}`);
  const shared = { scenario: changed(scenario), playheadMicros: Math.round(seconds * 1e6), selected: null };
  return library.encodeLink(shared, library.house);
}

/** Orders in two zones of the west call Stock, on a machine of the east; opens at rest at a moment. */
export function placedLink(seconds: number): Promise<string> {
  const node = (id: string, kind: string, label: string, x: number, groups: string[], config = {}) => ({
    ...{ id, kind, label, x, y: 120, config, groups },
  });
  const { scenario, problems } = library.readScenario(
    {
      format: 1,
      name: 'Two datacenters',
      nodes: [
        node('n1', 'client', 'Shop', 0, ['p8']),
        node('n2', 'service', 'Orders', 280, ['p8', 'p9'], { instances: 4 }),
        node('n3', 'service', 'Stock', 640, ['p10'], { instances: 2 }),
      ],
      edges: [
        { id: 'e4', from: 'n1', to: 'n2', config: { timeoutMs: 2_000 } },
        { id: 'e5', from: 'n2', to: 'n3', config: { timeoutMs: 500 } },
      ],
      groups: [
        { id: 'p6', is: 'datacenter', label: 'West' },
        { id: 'p7', is: 'datacenter', label: 'East' },
        { id: 'p8', is: 'zone', label: 'west-a', parent: 'p6' },
        { id: 'p9', is: 'zone', label: 'west-b', parent: 'p6' },
        { id: 'p10', is: 'machine', label: 'Rack 7', parent: 'p7' },
      ],
      distances: [{ between: ['p6', 'p7'], latency: { is: 'constant', ms: 40 } }],
    },
    library.house,
  );
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return library.encodeLink(
    { scenario, playheadMicros: Math.round(seconds * 1e6), selected: null },
    library.house,
  );
}
