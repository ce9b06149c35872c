import { ProblemError } from '#lib/base/problem.ts';
import { shown } from '#lib/base/schema-read.ts';
import type { Fields } from '#lib/base/schema.ts';
import type { Contract, KindDefinition } from '#lib/kinds/definition.ts';
import { contractBetween, edgeFields, type Definitions } from './definitions.ts';
import type { Scenario, ScenarioEdge, ScenarioNode } from './document.ts';

/** Who calls whom, and who asks which registry, in a valid scenario. */
export class Wiring {
  constructor(
    private readonly scenario: Scenario,
    private readonly definitions: Definitions,
  ) {}

  /** @throws ProblemError when there is no such node */
  node(id: string): ScenarioNode {
    return found(this.scenario.nodes, id);
  }

  /** @throws ProblemError when there is no such edge of calls */
  call(id: string): ScenarioEdge {
    return found(
      this.scenario.edges.filter((edge) => this.contractOf(edge) === 'calls'),
      id,
    );
  }

  kindOf(id: string): KindDefinition {
    return this.definitions.kinds.get(this.node(id).kind)!;
  }

  contractOf({ from, to }: Ends): Contract | null {
    return contractBetween(this.kindOf(from), this.kindOf(to));
  }

  fieldsOf(ends: Ends): Fields {
    return edgeFields(this.definitions, this.kindOf(ends.from), this.contractOf(ends)!);
  }

  callsOf(id: string): readonly ScenarioEdge[] {
    return this.scenario.edges.filter((edge) => edge.from === id && this.contractOf(edge) === 'calls');
  }

  callersOf(id: string): readonly ScenarioEdge[] {
    return this.scenario.edges.filter((edge) => edge.to === id && this.contractOf(edge) === 'calls');
  }

  /** The edge along which a caller asks where a callee is; null when it has the addresses by heart. */
  lookupOf({ from, to }: Ends): ScenarioEdge | null {
    const announcedAt = this.talksOf(to).filter((edge) => this.announces(edge));
    const asked = this.talksOf(from).filter((edge) => this.looksUp(edge));
    return asked.find((edge) => announcedAt.some((other) => other.to === edge.to)) ?? null;
  }

  /** Whether who asks along an edge needs it for nothing but for calling this callee. */
  asksOnlyFor(lookup: ScenarioEdge, callee: string): boolean {
    if (this.announces(lookup)) return false;
    const calls = this.callsOf(lookup.from).filter(({ to }) => to !== callee);
    return calls.every((edge) => this.lookupOf(edge) !== lookup);
  }

  private talksOf(id: string): readonly ScenarioEdge[] {
    return this.scenario.edges.filter((edge) => edge.from === id && this.contractOf(edge) === 'registry');
  }

  private announces(edge: ScenarioEdge): boolean {
    return this.kindOf(edge.from).ports.registry?.announces === true;
  }

  private looksUp(edge: ScenarioEdge): boolean {
    return this.kindOf(edge.from).ports.registry?.looksUp === true;
  }
}

type Ends = Pick<ScenarioEdge, 'from' | 'to'>;

function found<T extends { readonly id: string }>(items: readonly T[], id: string): T {
  const item = items.find((other) => other.id === id);
  if (item !== undefined) return item;
  throw new ProblemError([{ code: 'nothing-there', at: '', params: { id: shown(id) } }]);
}
