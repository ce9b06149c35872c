import type { Fact } from '#lib/base/fact.ts';
import type { Frame } from './frames.ts';

/**
 * What plugs into the engine. None of these may hold mutable state outside the arena, allocate per call, or
 * read a clock other than the host's.
 */

/** GO: go on. PARK (resolvers only): the call waits in its port for `resumeParked`. From REFUSE on: refused, for reason `verdict - REFUSE`. */
export type Verdict = number;
export const GO = 0;
export const PARK = 1;
export const REFUSE = 16;

/** Explains itself at any moment without moving: cold, may allocate. */
export interface Explains {
  explain(): readonly Fact[];
}

/** Has timers: `tag` is what `after` was given. */
export interface Timed {
  timer(tag: number): void;
}

/**
 * A layer of an outgoing call's chain. Entered and left exactly once per admission; but a call whose process dies is
 * dropped without leaving, and `reset` follows before the next enters.
 */
export interface Gate extends Explains {
  /** GO or a refusal. */
  enter(call: Frame): Verdict;
  /** The call ended: its status and reason are known. */
  leave(call: Frame): void;
  /** The process restarted: whatever it remembered is gone. */
  reset(): void;
  /** An operator's command, in the product's own word: 'disable', 'close'. False = illegal now, or unknown. */
  command?(op: string): boolean;
}

/** Chooses the host that a call goes to. */
export interface Balancer extends Explains {
  /** A host of the port's endpoints, or NONE. */
  pick(call: Frame): number;
  reset(): void;
}

/** A caller's own copy of where its callee's instances are. */
export interface Resolver extends Explains {
  /** GO when the endpoints may be used, PARK when the call must wait for the first answer, else a refusal. */
  lookup(call: Frame): Verdict;
  /** The lookup it sent was answered (or failed: see the call's status); the roster is the call's `result`. */
  answered(lookup: Frame): void;
  /** The registry told of a change. */
  noticed(roster: number): void;
  reset(): void;
}

/** Announces an instance somewhere and keeps it announced. */
export interface Registrant extends Timed {
  started(): void;
  crashed(): void;
  /** An announcement was answered (or failed). */
  answered(call: Frame): void;
}

/** What one instance of a node does. */
export interface Behaviour {
  /** A call, or a control message, arrived. */
  visit(visit: Frame): void;
  /** The station finished this visit's work; its slot is still held. */
  worked?(visit: Frame): void;
  /** A call made for `visit` (NONE: a root of its own) ended. */
  answered?(visit: Frame, call: Frame): void;
  timer?(tag: number): void;
  /** The instance is up: at the start of the run, and after each restart. */
  started?(): void;
  crashed?(): void;
  /** The few numbers its face on the canvas shows. */
  face?(): readonly Fact[];
  explain?(): readonly Fact[];
}

/**
 * What a message is for. Requests and messages are work: they pass the caller's chain and count at the callee;
 * only requests count in outcomes. From `register` on it is control traffic.
 */
export const OP = { request: 0, message: 1, register: 2, renew: 3, lookup: 4, watch: 5 } as const;
