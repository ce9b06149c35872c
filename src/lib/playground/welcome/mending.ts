import type { Config } from '#lib/base/schema.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Action, Scenario } from '#lib/scenario/document.ts';
import {
  applies,
  mends,
  suitedInstance,
  suitsInstance,
  undoing,
  type Condition,
} from '#lib/playground/studio/faulting.ts';

/** How to take back what was broken last. */
export interface Mending {
  /** "Mend Payment", "Mend Search-1". */
  readonly title: string;
  /** What broke it. */
  readonly cause: Action;
  readonly fault: string;
  readonly target: string;
  readonly instance?: number;
  readonly config: Config;
}

/** What mends the latest of the script's faults that is still at work before `micros`; null when all is whole. */
export function mendingAt(
  scenario: Scenario,
  definitions: Definitions,
  conditionOf: (id: string) => Condition,
  micros: number,
): Mending | null {
  for (const cause of scenario.script.toReversed()) {
    const { atMicros, fault, target, instance } = cause;
    const broken = definitions.faults.get(fault);
    const edge = scenario.edges.find(({ id }) => id === target);
    const node = [...scenario.nodes, ...(scenario.groups ?? [])].find(
      ({ id }) => id === (edge?.to ?? target),
    );
    if (broken === undefined || node === undefined || atMicros >= micros) continue;
    const name = edge === undefined ? node.label : `the link to ${node.label}`;
    const config = undoing(broken, target, scenario.script, micros);
    if (config !== null) return { title: `Mend ${name}`, cause, fault, target, config };
    const condition = conditionOf(target);
    const cure = [...definitions.faults.values()].find((other) => {
      const fits = mends(other) && other.target === broken.target;
      return fits && applies(other, target, scenario, definitions, condition);
    });
    if (cure === undefined || mends(broken)) continue;
    if (cure.target !== 'instance')
      return { title: `Mend ${node.label}`, cause, fault: cure.fault, target, config: {} };
    const dead =
      instance !== undefined && suitsInstance(cure, condition, instance)
        ? instance
        : suitedInstance(cure, condition);
    if (dead === null) continue;
    const title = `Mend ${node.label}${condition.lives.length > 1 ? `-${dead + 1}` : ''}`;
    return { title, cause, fault: cure.fault, target, instance: dead, config: {} };
  }
  return null;
}
