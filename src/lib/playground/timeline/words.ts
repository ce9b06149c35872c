import { reasonText } from '#lib/base/reason.ts';
import type { Plan, PlanChart } from '#lib/scenario/plan.ts';
import type { TransitionRecord } from '#lib/runner/protocol.ts';

/**
 * What a node or edge is called in a line of text, as short as can be: "Order" for the node and for the only edge to it,
 * "Gateway /orders" for a route, "Gateway → Order" where several call the same.
 */
export function ownerName(plan: Plan, owner: string): string {
  const node = plan.nodes.find(({ id }) => id === owner);
  if (node) return node.label;
  const edge = plan.edges.find(({ id }) => id === owner);
  if (!edge) return owner;
  const from = plan.nodes[edge.from].label;
  const to = plan.nodes[edge.to].label;
  if (edge.path !== '') return `${from} ${edge.path}`;
  const callers = plan.edges.filter((other) => other.to === edge.to && other.contract === edge.contract);
  return callers.length > 1 ? `${from} → ${to}` : to;
}

/** Whom a transition is about: "Order breaker", "Order-2 lease". The owner goes unsaid where the subject says it. */
export function subjectName(chart: PlanChart, subject: number, nameOf: (owner: string) => string): string {
  const name = chart.subjects[subject] ?? '';
  const whom = name === '' || chart.subjects.length === 1 ? nameOf(chart.owner) : name;
  return `${whom} ${chart.concern}`;
}

/** Why it happened, in the machine's own words with the numbers filled in; '' when it gives no reason. */
export function reason(chart: PlanChart, transition: TransitionRecord): string {
  return reasonText(chart.rules, transition);
}
