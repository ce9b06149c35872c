import type { Duration } from '#lib/base/duration.ts';
import type { Config } from '#lib/base/schema.ts';

/**
 * A scenario: everything that decides a run, and everything that decides how it looks, in one JSON
 * document. `run` is a pure function of `seed`, `epochMs`, `nodes` (but for label, x, y), `edges`, `groups` (but for
 * label), `distances` and `script`; the rest is cosmetic and never enters a digest.
 */
export interface Scenario {
  /** Version of this document's shape; older ones are migrated. */
  readonly format: 2;
  /** Semantics number of the engine that the scenario was made with. */
  readonly engine: number;
  readonly name: string;
  readonly about: string;
  /** 0 .. 2^53 - 1. */
  readonly seed: number;
  /** Wall-clock start of the run in ms since 1970: products that count whole wall seconds need one. */
  readonly epochMs: number;
  readonly nodes: readonly ScenarioNode[];
  readonly edges: readonly ScenarioEdge[];
  /** Datacenters, zones and machines; absent: none, and every node stands nowhere. */
  readonly groups?: readonly Group[];
  /** What is known of the ways between groups; the others are as far as `distances.ts` says. Absent: nothing. */
  readonly distances?: readonly Distance[];
  /** In the order of `atMicros`; equal times act in array order. */
  readonly script: readonly Action[];
  readonly camera: Camera | null;
}

export interface ScenarioNode {
  /** Short, unique, never reused, never derived from the label: 'n1', 'n2', … Names the node's random streams. */
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  /** Canvas position of the top left corner, px at zoom 1. */
  readonly x: number;
  readonly y: number;
  /** Settings that differ from their defaults; read through the kind's fields. */
  readonly config: Config;
  /** Where it stands. Of several groups its instances are dealt over them in turn; absent: nowhere. */
  readonly groups?: readonly string[];
}

export interface ScenarioEdge {
  readonly id: string;
  /** Node ids. What the edge carries (calls, or talk with a registry) follows from the callee's kind. */
  readonly from: string;
  readonly to: string;
  /** Settings that differ from their defaults; read through the caller kind's port fields. */
  readonly config: Config;
}

/** Largest first: a machine may lie in a zone or in a datacenter, a zone in a datacenter. */
export const GROUP_KINDS = ['datacenter', 'zone', 'machine'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** A place in which instances stand: what is in it can be far from others, be cut off from them, and die together. */
export interface Group {
  /** Short, unique, never reused: 'p1', 'p2', … Groups share the numbers of nodes and edges. */
  readonly id: string;
  readonly label: string;
  readonly is: GroupKind;
  /** Id of the larger group that it lies in, or null. */
  readonly parent: string | null;
}

/** How much longer a message takes between two groups, one way, than the edge's own network says. */
export interface Distance {
  readonly between: readonly [string, string];
  readonly latency: Duration;
}

/** Something done at a moment of simulated time; it acts before every other event of that microsecond. */
export interface Action {
  readonly atMicros: number;
  /** Name of a fault: a folder of `faults/`. */
  readonly fault: string;
  /** Node, edge or group id. */
  readonly target: string;
  /** Which instance of the node, from 0; absent for a whole node, an edge or a group. */
  readonly instance?: number;
  /** The fault's own settings that differ from their defaults. */
  readonly config: Config;
}

/** What is in sight: the flow point in the middle of the canvas, whatever the window's size, and the zoom. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Bump when a run of an unchanged scenario would give another digest. */
export const ENGINE_SEMANTICS = 4;
export const FORMAT = 2;
/** 2026-01-01T00:00:00Z. */
export const DEFAULT_EPOCH_MS = 1_767_225_600_000;

export const LIMITS = {
  nodes: 200,
  edges: 600,
  groups: 50,
  distances: 200,
  actions: 5_000,
  label: 60,
  about: 2_000,
  /** Two hours of simulated time. */
  scriptMicros: 7_200_000_000,
} as const;

export function emptyScenario(): Scenario {
  return {
    format: FORMAT,
    engine: ENGINE_SEMANTICS,
    name: 'Untitled',
    about: '',
    seed: 1,
    epochMs: DEFAULT_EPOCH_MS,
    nodes: [],
    edges: [],
    script: [],
    camera: null,
  };
}
