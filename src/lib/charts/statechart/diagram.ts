import type { AnyStateMachine } from 'xstate';

/** What there is to draw of a machine: its states, and its arrows with the events that follow them. */
export interface Diagram {
  readonly name: string;
  /** The initial state first, then in the order of the machine. */
  readonly states: readonly string[];
  /** At most one for each (from, to); the events of one arrow share it. */
  readonly arrows: readonly DiagramArrow[];
}
export interface DiagramArrow {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
}

/** Reads a flat machine (no nested states: a mode is one word). A transition without a target stays where it is. */
export function diagramOf(machine: AnyStateMachine): Diagram {
  const initial = String(machine.root.initial.target?.[0]?.key ?? '');
  const nodes = Object.values(machine.states);
  const states = nodes.map((node) => node.key).sort((a, b) => Number(b === initial) - Number(a === initial));
  const events = new Map<string, string[]>();
  for (const node of nodes) {
    for (const [event, transitions] of node.transitions) {
      const to = transitions[0]?.target?.[0]?.key ?? node.key;
      const key = arrowKey(node.key, to);
      events.set(key, [...(events.get(key) ?? []), event]);
    }
  }
  const arrows = states.flatMap((from) =>
    states
      .map((to) => ({ from, to, events: events.get(arrowKey(from, to)) ?? [] }))
      .filter((arrow) => arrow.events.length > 0),
  );
  return { name: machine.id, states, arrows };
}

function arrowKey(from: string, to: string): string {
  return `${from}\n${to}`;
}
