import type { Config } from '#lib/base/schema.ts';
import { sToMicros } from '#lib/base/time.ts';
import { emptyScenario, type Action, type GroupKind, type Scenario } from './document.ts';

/**
 * A scenario in a few lines, for tests: nodes by id as [kind, settings], edges by `from>to`, which is also
 * their id (a world takes any id, a document only short ones).
 * The network takes exactly 1 ms a message unless an edge says otherwise.
 *
 *     sketch({ c: ['client', {}], s: ['service', { instances: 1 }] }, { 'c>s': {} }, [at(5, 'kill-instance', 's')])
 */
export function sketch(
  nodes: Readonly<Record<string, readonly [kind: string, config: Config]>>,
  edges: Readonly<Record<string, Config>>,
  script: readonly Action[] = [],
  seed = 1,
): Scenario {
  return {
    ...emptyScenario(),
    seed,
    nodes: Object.entries(nodes).map(([id, [kind, config]]) => ({ id, kind, label: id, x: 0, y: 0, config })),
    edges: Object.entries(edges).map(([id, config]) => {
      const [from, to] = id.split('>');
      return { id, from, to, config: { latency: { is: 'constant', ms: 1 }, ...config } };
    }),
    script,
  };
}

/** An action of a sketch. */
export function at(
  seconds: number,
  fault: string,
  target: string,
  config: Config = {},
  instance?: number,
): Action {
  const action = { atMicros: sToMicros(seconds), fault, target, config };
  return instance === undefined ? action : { ...action, instance };
}

/** Work that takes exactly so long. */
export function exactly(ms: number): Config {
  return { is: 'constant', ms };
}

/**
 * The same scenario with groups by id, as [kind, what it lies in], where its nodes stand, and distances by `group~group` in ms.
 *
 *     standing(scenario, { w: ['datacenter'], a: ['zone', 'w'] }, { c: ['a'] }, { 'w~e': 40 })
 */
export function standing(
  scenario: Scenario,
  groups: Readonly<Record<string, readonly [is: GroupKind, parent?: string]>>,
  places: Readonly<Record<string, readonly string[]>>,
  distances: Readonly<Record<string, number>> = {},
): Scenario {
  return {
    ...scenario,
    nodes: scenario.nodes.map((node) => ({ ...node, groups: places[node.id] ?? [] })),
    groups: Object.entries(groups).map(([id, [is, parent = null]]) => ({ id, label: id, is, parent })),
    distances: Object.entries(distances).map(([pair, ms]) => {
      const [a, b] = pair.split('~');
      return { between: [a, b], latency: { is: 'constant', ms } };
    }),
  };
}
