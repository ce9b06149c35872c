import type { Component } from 'svelte';
import type { Fact } from '#lib/base/fact.ts';

/** What a node's face shows at the playhead. It is updated in place some ten times a second. */
export interface NodeFace {
  /** Requests it takes a second; for a kind that nothing can call, those it sends. */
  readonly ratePerSecond: number;
  /** Of them, answered otherwise than ok. */
  readonly badPerSecond: number;
  /** Over all instances: slots in use and there, requests waiting and allowed to wait. */
  readonly busy: number;
  readonly slots: number;
  readonly queued: number;
  readonly queueLimit: number;
  readonly instances: readonly InstanceFace[];
  /** The few facts that the kind's behaviour tells of itself. */
  readonly facts: readonly Fact[];
  /** Outgoing calls by path, for a kind that has routes; in the order of its edges. */
  readonly routes: readonly RouteFace[];
  /** What it knows of others, for a registry. */
  readonly registry: RegistryFace | null;
  /** State of its own mode machine, or empty. */
  readonly mode: string;
}

export interface InstanceFace {
  /** Which of the node's addresses it stands at, from 0. */
  readonly instance: number;
  readonly label: string;
  /** 'up', 'starting', 'hung', 'stopping', 'down', or 'absent': nobody stands there any more. */
  readonly life: string;
  /** Which version runs there, from 1. */
  readonly version: number;
  /** Nobody serves there, and still a registry hands its address out, or a caller has it in its copy. */
  readonly isGhost: boolean;
  /** Requests that met nobody there in its present absence. */
  readonly ghostCalls: number;
}

export interface RegistryFace {
  /** By what mechanism it works, 'Eureka + Ribbon'; empty where its name says so. */
  readonly mechanism: string;
  /** How many instances it hands out (null: it was not asked), and how many of them serve nobody. */
  readonly listed: number | null;
  readonly ghosts: number;
  /** Who was dropped a moment ago, and who said goodbye. */
  readonly dropped: readonly string[];
  readonly departed: readonly string[];
}

export interface RouteFace {
  /** Edge id; also the id of the handle that the edge leaves from. */
  readonly edge: string;
  readonly path: string;
  readonly gauge: GaugeFace | null;
}

/** A breaker at a glance. */
export interface GaugeFace {
  readonly state: string;
  /** How much of the time that it stays open is over, 0..1; 0 where nobody can say. */
  readonly cooled: number;
}

/** `kinds/<kind>/Node.svelte`: the body of a card, and from its module script the card's two numbers. */
export interface NodeView {
  readonly default: Component<{ face: NodeFace }>;
  readonly numbers: (face: NodeFace) => readonly [string, string];
}

const found = import.meta.glob<NodeView>('./*/Node.svelte', { eager: true });

/** The face of every kind, by name. */
export const views: ReadonlyMap<string, NodeView> = new Map(
  Object.entries(found).map(([path, view]) => [path.split('/')[1], view]),
);
