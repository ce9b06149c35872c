import { defaultsOf, type Config } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Action, Scenario } from '#lib/scenario/document.ts';

/** What a fault needs to know of its target at the playhead. */
export interface Condition {
  /** Per instance: the state of its life. Empty while no run is there to ask. */
  readonly lives: readonly string[];
  /** The node as a whole serves nobody. */
  readonly isDown: boolean;
}

/** A fault that brings back what another one took down. */
export function mends({ when }: FaultDefinition): boolean {
  return when !== undefined && !when.includes('up');
}

/** Whether the fault is meant for a node, edge or group like this one, whatever state it is in. */
export function fits(
  fault: FaultDefinition,
  id: string,
  scenario: Scenario,
  { kinds }: Definitions,
): boolean {
  const node = scenario.nodes.find((one) => one.id === id);
  const kind = node && kinds.get(node.kind);
  if (node !== undefined) {
    const isOfNodes = fault.target === 'instance' || fault.target === 'node';
    return isOfNodes && kind !== undefined && fault.suits(kind);
  }
  const edge = scenario.edges.find((one) => one.id === id);
  if (edge !== undefined) return fault.target === 'edge' && (fault.suitsEdge?.(edge.config) ?? true);
  return fault.target === 'group' && (scenario.groups ?? []).some((group) => group.id === id);
}

/** Whether the fault can do something to this node, edge or group as it is now. */
export function applies(
  fault: FaultDefinition,
  id: string,
  scenario: Scenario,
  definitions: Definitions,
  condition: Condition,
): boolean {
  if (!fits(fault, id, scenario, definitions)) return false;
  if (fault.target === 'edge') return true;
  if (fault.target !== 'node') return suitedInstance(fault, condition) !== null;
  return suitsState(fault, condition.isDown ? 'down' : 'up');
}

/** The first instance to which the fault can do something: one that is up, or down for a fault that mends. */
export function suitedInstance(fault: FaultDefinition, { lives }: Condition): number | null {
  if (lives.length === 0) return mends(fault) ? null : 0;
  const found = lives.findIndex((life) => suitsState(fault, life));
  return found < 0 ? null : found;
}

/** Whether the fault can do something to this very instance, from 0. */
export function suitsInstance(fault: FaultDefinition, { lives }: Condition, instance: number): boolean {
  return lives.length === 0 ? !mends(fault) : suitsState(fault, lives[instance]);
}

/**
 * The settings that take a fault back which is at work on the target at `micros`, or null if none is: a
 * fault of degree (a share, a delay) is mended by the same fault with zeros.
 */
export function undoing(
  fault: FaultDefinition,
  target: string,
  script: readonly Action[],
  micros: number,
): Config | null {
  const numbers = zeroable(fault);
  if (numbers.length === 0) return null;
  const last = script.findLast(
    (action) => action.fault === fault.fault && action.target === target && action.atMicros <= micros,
  );
  if (last === undefined) return null;
  const config: Config = { ...defaultsOf(fault.fields), ...last.config };
  if (numbers.every((key) => config[key] === 0)) return null;
  return Object.fromEntries(numbers.map((key) => [key, 0]));
}

/** Whether a fault with these settings takes back what it did: all that zeros mend is zero. */
export function isUndone(fault: FaultDefinition, config: Config): boolean {
  const numbers = zeroable(fault);
  return numbers.length > 0 && numbers.every((key) => config[key] === 0);
}

/** The settings that break nothing when they are zero. */
function zeroable({ once, fields }: FaultDefinition): string[] {
  if (once) return [];
  return Object.keys(fields).filter((key) => fields[key].is === 'number' && fields[key].min === 0);
}

function suitsState({ when }: FaultDefinition, life: string): boolean {
  return when === undefined || when.some((state) => state === life);
}
