import type { Config, Fields } from '#lib/base/schema.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';

/**
 * A way to break (or mend) something: `faults/<fault>/fault.ts` exports one as `fault`. A fault only sets
 * levers; what a pulled lever means is the engine's and the kinds' business.
 */
export interface FaultDefinition {
  readonly fault: string;
  readonly label: string;
  /** Part of the label that says enough under a heading that names the target; absent: all of it. */
  readonly short?: string;
  /** What it does, as one line of the event log: "payment fails {percent} %". `{target}` is the target's name. */
  readonly line: string;
  /** The same where its numbers are zero: "{target} fails no more"; absent: `line` says that too. */
  readonly lineMended?: string;
  readonly blurb: string;
  readonly order: number;
  readonly icon: string;
  readonly target: 'instance' | 'node' | 'edge' | 'group';
  /** It happens and is over: nothing is left that zeros would mend. */
  readonly once?: true;
  /** The states of life in which its target can suffer it; absent: any. */
  readonly when?: readonly LifeState[];
  /** Whether a kind can suffer it, by what the kind says of itself, so that a new kind is met by its faults; no kind suffers what is a group's. */
  suits(kind: KindDefinition): boolean;
  /** Whether an edge with these settings can suffer it; absent: any edge can. */
  suitsEdge?(config: Config): boolean;
  readonly fields: Fields;
  /** The levers to set, in order. */
  levers(config: never): readonly LeverSetting[];
}

/** In an instance's life; a node without instances is up or down, and so is a group, which may be cut off besides. */
export type LifeState = 'up' | 'starting' | 'hung' | 'stopping' | 'down' | 'absent' | 'cut off';

/**
 * `down`: 1 = the process is gone, connections are refused; 0 = it starts again. `lost`: 1 = the machine is gone as well. `hung`: 1 =
 * connections are taken, nothing is answered. `stop`: it is asked to stop. `replace`: it goes, another comes up elsewhere. `failShare`: 0..1 of the answers become errors.
 * `extraMicros`: added to each unit of work, or on an edge to each message. `addresses`: who calls along an edge without asking
 * anybody is given the addresses of today. `deploy`: a new version takes the old one's place; `surgeCount` … `minReadyMicros` say
 * how. `put`: a value is put under a key. `command`: the breakers on an edge are told something, in their
 * product’s word. `scale`: the node is to have so many instances. `partition`: a CUT code; 0 heals every partition of the group. A group's
 * other levers are those of every instance in it.
 */
export type Lever =
  | 'down'
  | 'failShare'
  | 'extraMicros'
  | 'hung'
  | 'stop'
  | 'replace'
  | 'lost'
  | 'addresses'
  | 'put'
  | 'command'
  | 'surgeCount'
  | 'surgePercent'
  | 'unavailableCount'
  | 'unavailablePercent'
  | 'minReadyMicros'
  | 'deploy'
  | 'scale'
  | 'partition';

export interface LeverSetting {
  readonly lever: Lever;
  readonly value: number;
  /** Of a partition: the group on its other side; '' or absent: all that is outside. */
  readonly with?: string;
  /** Of `put`: the key. Of `command`: the word. */
  readonly text?: string;
}
