import type { Edge, Node } from '@xyflow/svelte';
import type { KindDefinition } from '#lib/kinds/definition.ts';
import { kinds } from '#lib/kinds/kinds.ts';
import type { Scenario, ScenarioEdge, ScenarioNode } from '#lib/scenario/document.ts';
import type { LiveEdge, LiveNode } from './live-numbers.svelte.ts';
import type { Live } from './live.ts';
import { linesOf } from './routes.ts';

interface CardData extends Record<string, unknown> {
  node: ScenarioNode;
  kind: KindDefinition;
  /** How far apart rows were moved to be looked at; the document knows nothing of it. */
  spread: number;
  live: LiveNode;
}
export type CardNode = Node<CardData, 'card'>;
export type Wire = Edge<{ edge: ScenarioEdge; isTalk: boolean; hasRow: boolean; live: LiveEdge }, 'wire'>;

/**
 * The scenario's nodes as the canvas wants them, with rows `spread` times as far apart; what did not change stays
 * the very same object.
 */
export function cardsOf(
  scenario: Scenario,
  before: readonly CardNode[],
  live: Live,
  spread: number,
): CardNode[] {
  const old = new Map(before.map((card) => [card.id, card]));
  return scenario.nodes.flatMap((node) => {
    const was = old.get(node.id);
    if (was?.data.node === node && was.data.spread === spread) return [was];
    const kind = kinds.get(node.kind);
    if (kind === undefined) return [];
    const data = { node, kind, spread, live: live.node(node.id) };
    const position = { x: node.x, y: node.y * spread };
    return [{ ...was, id: node.id, type: 'card', position, data, ariaLabel: `${node.label}, ${kind.label}` }];
  });
}

/** The scenario's edges as the canvas wants them; what did not change stays the very same object. */
export function wiresOf(scenario: Scenario, before: readonly Wire[], live: Live): Wire[] {
  const old = new Map(before.map((wire) => [wire.id, wire]));
  const labels = new Map(scenario.nodes.map(({ id, label }) => [id, label]));
  return [...linesOf(scenario).values()].flat().map(({ edge, contract, hasRow }) => {
    const was = old.get(edge.id);
    const ariaLabel = `${labels.get(edge.from)} to ${labels.get(edge.to)}`;
    if (was?.data?.edge === edge && was.ariaLabel === ariaLabel) return was;
    const data = { edge, isTalk: contract === 'registry', hasRow, live: live.edge(edge.id) };
    const sourceHandle = hasRow ? edge.id : 'out';
    return {
      ...was,
      ...{ id: edge.id, type: 'wire', source: edge.from, target: edge.to, sourceHandle, targetHandle: 'in' },
      ...{ data, ariaLabel },
    };
  });
}
