import type { Fact } from '#lib/base/fact.ts';
import type { Listing } from '#lib/base/listing.ts';
import type { Frame } from './frames.ts';

export type { Listing } from '#lib/base/listing.ts';

/**
 * What plugs into the engine. None of these may hold mutable state outside the arena, allocate per call, or
 * read a clock other than the host's.
 */

/**
 * GO: go on. PARK: the call waits, until whoever parked it says how to go on (`host.resume`; a resolver:
 * `host.resumeParked`). From REFUSE on: refused, for reason `verdict - REFUSE`.
 */
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
 * A layer of a chain: of an outgoing call's, or of what a visit passes before its instance takes it in. Entered and left
 * exactly once per admission; but a frame whose process dies is dropped without leaving, and `reset` follows before the
 * next enters.
 */
export interface Gate extends Explains {
  /** GO, a refusal, or PARK: the gate keeps it, and lets it in or refuses it later with `host.resume`. */
  enter(call: Frame): Verdict;
  /** An admitted one ended: its status and reason are known. */
  leave(call: Frame): void;
  /**
   * A parked one was given up from outside: forget it. It was not admitted, so it does not leave. Who has this keeps frames, and
   * is reset when the process dies too.
   */
  withdraw?(call: Frame): void;
  /** The delay of a parked one (`host.delay`) is over. Absent: it goes on. */
  waited?(call: Frame): Verdict;
  /** The process restarted: whatever it remembered is gone. */
  reset(): void;
  /** An operator's command, in the product's own word: 'disable', 'close'. False = illegal now, or unknown. */
  command?(op: string): boolean;
}

/**
 * A layer that asks in the caller's stead, perhaps more than once: it opens tries, which pass the rest of the chain as
 * calls of their own, and judges their answers. A call that ends takes its tries under way with it.
 */
export interface Fork extends Explains {
  /** A call came this far: begin its first try (`host.attempt`), or conclude it. */
  open(call: Frame): void;
  /** A try ended; its status and reason are known. Conclude the call, begin another try, or wait (`host.delay`, other tries). */
  answered(call: Frame, attempt: Frame): void;
  /** The delay that it asked for is over. */
  due(call: Frame): void;
  /** One of its calls is ended from outside. Its tries, still listed, and its delay are about to be dropped. */
  withdraw?(call: Frame): void;
  reset(): void;
}

/** Chooses the host that a call goes to. */
export interface Balancer extends Explains {
  /** It keeps connections: a host that is no endpoint any more may be picked still. */
  readonly pins?: boolean;
  /** A host of the port's endpoints, NONE, or QUEUED: the balancer keeps the call, and `host.resume` makes it pick anew. */
  pick(call: Frame): number;
  /** A call that it placed ended; `callee`, `since`, status and reason are known. */
  ended?(call: Frame): void;
  /** A queued call, or one that waits for its next try, was given up from outside: forget it. */
  withdraw?(call: Frame): void;
  /** Asked when a try failed, by products whose balancer tries another server itself: micros to wait first, or NEVER. */
  again?(call: Frame, attempt: Frame): number;
  reset(): void;
}
export const QUEUED = -2;
export const NEVER = -1;

/** Watches how calls to each host end and takes hosts out of rotation: `endpoints.mark`. */
export interface Ejector extends Explains {
  /** A call is sent to a host, `callee`. */
  began?(call: Frame): void;
  ended(call: Frame): void;
  /** An active health check found this host healthy. */
  foundHealthy?(slot: number): void;
  reset(): void;
}

/** Judges each host by probes, and takes it out of rotation: `endpoints.mark`. Slots are places in the callee's instances. */
export interface Checker extends Explains {
  /** After which a probe has failed. */
  readonly timeoutMicros: number;
  /** A connection is all it asks for: a process that hangs passes. */
  readonly connectsOnly?: boolean;
  /** Micros until the first probe of a host that became known. */
  first(slot: number): number;
  /** A probe ended with this outcome; micros from now until the next. */
  result(slot: number, status: number): number;
  /** A call to a host ended, for products that also observe traffic. */
  ended?(call: Frame): void;
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
  /** A call to a host that it told of ended. Absent: it does not mind. */
  readonly ended?: (call: Frame) => void;
  /** Seconds since it last heard; null: it has no copy. */
  age(): number | null;
  /** The process is gone: it asks nobody any more. */
  stop?(): void;
  /** The process is up, and knows nothing. */
  reset(): void;
}

/** Announces an instance somewhere and keeps it announced. */
export interface Registrant extends Timed {
  started(): void;
  /** The process is gone; with `machineToo` whoever looked after it on its machine is gone as well. */
  crashed(machineToo: boolean): void;
  /** The instance was asked to stop, and may say goodbye. */
  stopping?(): void;
  /** Whether whoever looks after it finds it ready. Absent: it is, as long as it is up. Changes are told with `host.readinessChanged`. */
  ready?(): boolean;
  /** An announcement was answered (or failed). */
  answered(call: Frame): void;
}

/** The registry's side of a discovery mechanism: what it knows of who is alive, and what it tells. */
export interface Registrar extends Explains {
  /** A message whose work is done; answer it. Its op is register, renew, cancel, lookup, watch or forward. */
  message(visit: Frame): void;
  /** What it asked another registry for a visit was answered (or failed). */
  answered?(visit: Frame, call: Frame): void;
  /** The machine of one that may be announced here is gone. Nobody says so to a registry: but machines that gossip find out. */
  machineLost?(host: number): void;
  /** Other machines can, or cannot, be reached than before: for those that gossip about it. */
  cutsChanged?(): void;
  /** Somebody put a value into its key-value store, if it has one. */
  put?(key: string, value: number): void;
  /** The registry is up: at the start of the run, and after each outage. */
  started(): void;
  crashed(): void;
  /** The few numbers that the registry's face on the canvas shows. */
  face(): readonly Fact[];
  /** What it knows of each address that was ever announced. */
  listings(): readonly Listing[];
}

/** What an autoscaler is told of a node's instances. Those that were asked to leave are not among them. */
export interface Load {
  /** How many there are to be now. */
  readonly desired: number;
  /** Of each that served throughout the period: how much of its slots was in use, 0 to 1. */
  readonly shares: readonly number[];
  /** How many are too young to tell, and how many are down. */
  readonly unready: number;
  readonly missing: number;
}

/** Decides how many instances a node is to have, at intervals. */
export interface Scaler extends Explains {
  readonly periodMicros: number;
  wanted(load: Load): number;
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
  /** Other places can, or cannot, be reached than before. */
  cutsChanged?(): void;
  /** Somebody put a value into its key-value store. */
  put?(key: string, value: number): void;
  /** The machine of one that has a way to this one is gone. */
  machineLost?(host: number): void;
  /** The few numbers its face on the canvas shows. */
  face?(): readonly Fact[];
  explain?(): readonly Fact[];
  /** Of a registry: what it knows of each address that was ever announced. */
  listings?(): readonly Listing[];
}

/**
 * What a message is for. Requests and messages are work: they pass the caller's chain and count at the callee;
 * only requests count in outcomes. From `register` on it is control traffic.
 */
export const OP = {
  request: 0,
  message: 1,
  register: 2,
  renew: 3,
  cancel: 4,
  lookup: 5,
  watch: 6,
  probe: 7,
  /** From registry to registry. */
  forward: 8,
  /** Of a registry's key-value store: its value is asked for. */
  key: 9,
} as const;
