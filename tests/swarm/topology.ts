import type { Config, Fields, Variant } from '#lib/base/schema.ts';
import type { Action, Scenario, ScenarioEdge, ScenarioNode } from '#lib/scenario/document.ts';
import { library } from '../bundled.ts';
import { Dice } from './dice.ts';
import { placesOf } from './places.ts';
import { settingsOf } from './settings.ts';

export interface Case {
  readonly scenario: Scenario;
  /** How long it runs. */
  readonly endMicros: number;
}

const { house, contractBetween, defaultsOf, edgeFields } = library;

/** A small topology of kinds that the house has, wired as its contracts allow, with faults; valid by construction. */
export function caseOf(seed: number): Case {
  const dice = new Dice(seed);
  const bare = nodesOf(dice);
  const endMicros = dice.whole(1_000_000, 12_000_000);
  const edges = edgesOf(bare, dice);
  // Dice of their own: the cases that were there before there were groups stay as they are.
  const { groups, distances, cuts, nodes } = placesOf(bare, endMicros, new Dice(seed + 3_000_000));
  const scenario: Scenario = {
    format: 2,
    engine: 3,
    name: `swarm ${seed}`,
    about: '',
    seed: dice.whole(0, 2 ** 40),
    epochMs: 1_767_225_600_000,
    nodes,
    edges,
    ...(groups.length > 0 ? { groups, distances } : {}),
    script: [...scriptOf({ nodes: bare, edges }, endMicros, dice), ...cuts].sort(
      (a, b) => a.atMicros - b.atMicros,
    ),
    camera: null,
  };
  return { scenario, endMicros };
}

function nodesOf(dice: Dice): ScenarioNode[] {
  const callable = [...house.kinds.values()].filter((kind) => kind.takes === 'calls').map(({ kind }) => kind);
  const names = [
    ...Array.from({ length: dice.whole(1, 3) }, () => 'client'),
    ...(dice.chance(0.6) ? ['gateway'] : []),
    ...Array.from({ length: dice.whole(1, 6) }, () => dice.of([...callable, 'service', 'service'])),
    ...(dice.chance(0.7) ? ['registry'] : []),
  ];
  return names.map((name, index): ScenarioNode => {
    const kind = house.kinds.get(name);
    const config = settingsOf(kind?.fields ?? {}, dice);
    return { id: `n${index}`, kind: name, label: name, x: index * 200, y: 0, config };
  });
}

/** Calls go from earlier nodes to later ones, so that no call comes back to who made it. */
function edgesOf(nodes: readonly ScenarioNode[], dice: Dice): ScenarioEdge[] {
  const serving = new Set<string>();
  return nodes.flatMap((from, at) =>
    nodes.slice(at + 1).flatMap((to): ScenarioEdge[] => {
      const [fromKind, toKind] = [house.kinds.get(from.kind), house.kinds.get(to.kind)];
      const contract = fromKind && toKind ? contractBetween(fromKind, toKind) : null;
      const wanted = contract === 'registry' ? 0.8 : 0.5;
      if (fromKind === undefined || contract === null || !dice.chance(wanted)) return [];
      // Who passes on serves one node only.
      if (fromKind.passesOn && contract === 'calls') {
        if (serving.has(from.id)) return [];
        serving.add(from.id);
      }
      const fields = edgeFields(house, fromKind, contract);
      const config = sensible(settingsOf(fields, dice), fields, dice);
      // Most networks lose little: a share of 100 % would hide everything behind it.
      const lossPercent = dice.of([0, 0, 0, 5, 50]);
      return [{ id: `e${from.id}${to.id}`, from: from.id, to: to.id, config: { ...config, lossPercent } }];
    }),
  );
}

/** An order of one's own is of each layer once, the time-out within the retry. */
function sensible(config: Config, fields: Fields, dice: Dice): Config {
  const { order } = fields;
  if (order?.is !== 'variant' || (config.order as Variant | undefined)?.is !== 'custom') return config;
  const left = [...(order.options.custom.fields.layers.default as readonly { layer: string }[])];
  const layers = Array.from({ length: left.length }, () => left.splice(dice.whole(0, left.length - 1), 1)[0]);
  const [retry, timeout] = ['retry', 'timeout'].map((name) =>
    layers.findIndex(({ layer }) => layer === name),
  );
  if (timeout < retry) [layers[retry], layers[timeout]] = [layers[timeout], layers[retry]];
  return { ...config, order: { is: 'custom', layers } };
}

/** A few targets, nodes and edges, each broken and mended several times. */
function scriptOf({ nodes, edges }: Parts, endMicros: number, dice: Dice): Action[] {
  return Array.from({ length: dice.whole(0, 4) }, () => {
    const isEdge = edges.length > 0 && dice.chance(0.25);
    const node = dice.of(nodes);
    const kind = house.kinds.get(node.kind);
    const instances = kind?.instances?.({ ...defaultsOf(kind.fields), ...node.config } as never) ?? 1;
    const instance = dice.whole(0, instances - 1);
    const target = isEdge ? dice.of(edges).id : node.id;
    const fitting = [...house.faults.values()].filter((fault) => {
      return isEdge
        ? fault.target === 'edge'
        : fault.target !== 'edge' && kind !== undefined && fault.suits(kind);
    });
    return Array.from({ length: fitting.length === 0 ? 0 : dice.whole(1, 5) }, (): Action => {
      const fault = dice.of(fitting);
      const config = settingsOf(fault.fields, dice);
      const action = { atMicros: dice.whole(0, endMicros), fault: fault.fault, target, config };
      return fault.target === 'instance' ? { ...action, instance } : action;
    });
  })
    .flat()
    .sort((a, b) => a.atMicros - b.atMicros);
}

interface Parts {
  readonly nodes: readonly ScenarioNode[];
  readonly edges: readonly ScenarioEdge[];
}
