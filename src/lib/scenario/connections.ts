import { Problems, step, type Problem } from '#lib/base/problem.ts';
import { shown } from '#lib/base/schema-read.ts';
import type { Contract, KindDefinition } from '#lib/kinds/definition.ts';
import { contractBetween, type Definitions } from './definitions.ts';
import type { Scenario, ScenarioEdge, ScenarioNode } from './document.ts';
import { pathBetween } from './paths.ts';

/** Why two nodes cannot be connected; empty when they can. */
export function connectionProblems(
  scenario: Scenario,
  from: string,
  to: string,
  definitions: Definitions,
): readonly Problem[] {
  const problems = new Problems();
  const connections = new Connections(scenario.nodes, definitions);
  for (const edge of scenario.edges) connections.add(edge);
  connections.check(from, to, '', problems);
  return problems.list;
}

/** Which nodes are joined so far, and which may be: edges are let in one by one. */
export class Connections {
  readonly #nodes: ReadonlyMap<string, ScenarioNode>;
  readonly #pairs = new Set<string>();
  /** From each node to those it calls; talk with a registry is no call. */
  readonly #callees = new Map<string, string[]>();

  constructor(
    nodes: readonly ScenarioNode[],
    private readonly definitions: Definitions,
  ) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
  }

  /** Lets an edge in that `check` has found good. */
  add({ from, to }: Pick<ScenarioEdge, 'from' | 'to'>): void {
    this.#pairs.add(`${from} ${to}`);
    if (this.kindOf(to)?.takes !== 'calls') return;
    const callees = this.#callees.get(from);
    if (callees === undefined) this.#callees.set(from, [to]);
    else callees.push(to);
  }

  kindOf(id: string): KindDefinition | undefined {
    return this.definitions.kinds.get(this.#nodes.get(id)?.kind ?? '');
  }

  /** What an edge between two nodes would carry; null after a problem at `at` when it must not be. */
  check(from: string, to: string, at: string, problems: Problems): Contract | null {
    const [fromKind, toKind] = [this.kindOf(from), this.kindOf(to)];
    if (fromKind === undefined) problems.add('unknown-node', step(at, 'from'), { id: shown(from) });
    if (toKind === undefined) problems.add('unknown-node', step(at, 'to'), { id: shown(to) });
    if (fromKind === undefined || toKind === undefined) return null;
    const names = { from: this.#labelOf(from), to: this.#labelOf(to) };
    const contract = contractBetween(fromKind, toKind);
    if (from === to) problems.add('self-edge', at, { node: names.from });
    else if (contract === null) {
      problems.add('wrong-edge', at, { ...names, fromKind: fromKind.label, toKind: toKind.label });
    } else if (this.#pairs.has(`${from} ${to}`)) problems.add('duplicate-edge', at, names);
    else if (fromKind.passesOn && contract === 'calls' && this.#callees.has(from)) {
      const callee = this.#labelOf(this.#callees.get(from)![0]);
      problems.add('one-callee', at, { ...names, kind: fromKind.label, callee });
    } else {
      const back = contract === 'calls' ? pathBetween(this.#callees, to, from) : null;
      if (back === null) return contract;
      const nodes = [from, ...back].map((id) => this.#labelOf(id)).join(' → ');
      problems.add('call-cycle', at, { nodes });
    }
    return null;
  }

  #labelOf(id: string): string {
    return this.#nodes.get(id)?.label || id;
  }
}
