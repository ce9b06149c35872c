import { ProblemError, Problems, type Problem } from '#lib/base/problem.ts';
import type { Config, Fields } from '#lib/base/schema.ts';
import { readConfig } from '#lib/base/schema-read.ts';
import type { Contract, KindDefinition } from '#lib/kinds/definition.ts';
import { chainOf, type Chain } from './chain.ts';
import { contractBetween, edgeFields, type Definitions } from '#lib/scenario/definitions.ts';
import type { Group, Scenario } from '#lib/scenario/document.ts';
import { lineOf, placeOf } from '#lib/scenario/groups.ts';

/** A scenario with every default filled in and everything numbered: the tables a world is built from. */
export interface Layout {
  readonly scenario: Scenario;
  readonly nodes: readonly LaidNode[];
  readonly hosts: readonly LaidHost[];
  readonly edges: readonly LaidEdge[];
}
export interface LaidNode {
  readonly index: number;
  readonly id: string;
  readonly label: string;
  readonly kind: KindDefinition;
  readonly config: Config;
  /** Every address: of the instances that there are at first, then the spare ones. */
  readonly hosts: readonly LaidHost[];
  /** How many of them are taken at first. */
  readonly instances: number;
}
export interface LaidHost {
  readonly index: number;
  readonly node: number;
  readonly instance: number;
  readonly label: string;
  readonly address: string;
  /** The group in which it stands; null: nowhere. */
  readonly place: string | null;
  /** The zone in which it stands, however deep; null: in none. */
  readonly zone: Group | null;
}
export interface LaidEdge {
  readonly index: number;
  readonly id: string;
  readonly from: LaidNode;
  readonly to: LaidNode;
  readonly contract: Contract;
  readonly config: Config;
  readonly chain: Chain;
  /** The path that this edge serves, when its caller routes; else ''. */
  readonly route: string;
}

/** Lays out a valid scenario. @throws ProblemError when its settings are not valid after all */
export function layOut(scenario: Scenario, definitions: Definitions): Layout {
  const problems = new Problems();
  const hosts: LaidHost[] = [];
  const nodes = scenario.nodes.map((node, index): LaidNode => {
    const kind = definitions.kinds.get(node.kind);
    if (kind === undefined) {
      const choices = [...definitions.kinds.keys()].join(', ');
      return refused('unknown-kind', `/nodes/${index}/kind`, { value: node.kind, choices, nearest: '' });
    }
    const config = readConfig(kind.fields, node.config, `/nodes/${index}/config`, problems);
    const count = kind.instances === undefined ? 1 : kind.instances(config as never);
    const first = hosts.length;
    const room = kind.addresses === undefined ? count : Math.max(count, kind.addresses(config as never));
    for (let i = 0; i < room; i++) {
      const label = count === 1 && i === 0 ? node.label : `${node.label}-${i + 1}`;
      const place = placeOf(node, i);
      const zone = lineOf(scenario.groups ?? [], place).find(({ is }) => is === 'zone') ?? null;
      const address = addressOf(index, i);
      hosts.push({ index: first + i, node: index, instance: i, label, address, place, zone });
    }
    return {
      index,
      id: node.id,
      label: node.label,
      kind,
      config,
      hosts: hosts.slice(first),
      instances: count,
    };
  });
  const edges = scenario.edges.map((edge, index): LaidEdge => {
    const from = nodes.find((node) => node.id === edge.from);
    const to = nodes.find((node) => node.id === edge.to);
    if (from === undefined) return refused('unknown-node', `/edges/${index}/from`, { id: edge.from });
    if (to === undefined) return refused('unknown-node', `/edges/${index}/to`, { id: edge.to });
    const contract = contractBetween(from.kind, to.kind);
    if (contract === null) {
      const kindLabels = { fromKind: from.kind.label, toKind: to.kind.label };
      return refused('wrong-edge', `/edges/${index}`, { from: from.label, to: to.label, ...kindLabels });
    }
    const fields: Fields = edgeFields(definitions, from.kind, contract);
    const config = readConfig(fields, edge.config, `/edges/${index}/config`, problems);
    const chain = chainOf(config, from.kind.ports[contract]);
    const route = chain.path === null ? '' : chain.path || `/${to.id}`;
    return { index, id: edge.id, from, to, contract, config, chain, route };
  });
  problems.throwIfAny();
  return { scenario, nodes, hosts, edges };
}

function refused(code: string, at: string, params: Problem['params']): never {
  throw new ProblemError([{ code, at, params }]);
}

/** The tenth network, a subnet for each node: what an orchestrator might give out. */
function addressOf(node: number, instance: number): string {
  return `10.0.${node + 1}.${instance + 1}:8080`;
}
