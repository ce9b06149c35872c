import type { Fact } from '#lib/base/fact.ts';
import type { Listing } from '#lib/base/listing.ts';
import type { Problem } from '#lib/base/problem.ts';
import type { Action, Scenario } from '#lib/scenario/document.ts';
import type { Plan } from '#lib/scenario/plan.ts';

/**
 * The only way between the page and the worker that runs the engine. The page asks; each `look` is answered
 * by exactly one `seen`, which is the back-pressure: the page sends the next `look` only after it.
 * `run` numbers a scenario opened; answers of an older run are dropped by the page.
 */
export type ToWorker =
  | { readonly type: 'open'; readonly run: number; readonly scenario: Scenario }
  /** Replaces the script; everything recorded at or after `fromMicros` is forgotten and run anew. */
  | {
      readonly type: 'script';
      readonly run: number;
      readonly fromMicros: number;
      readonly script: readonly Action[];
    }
  | Look;

export interface Look {
  readonly type: 'look';
  readonly run: number;
  /** Where the page is: the view is of the world just before the events of this microsecond. */
  readonly playheadMicros: number;
  /** How far the record must reach for what the page draws. */
  readonly headMicros: number;
  /** Hops are wanted from here on; if the record's hops begin later they are run and sent anew. */
  readonly hopsFromMicros: number;
  /** Chart subject or node to explain, or null. */
  readonly focus: Focus | null;
  /** True to have the digest of the world at `playheadMicros`. */
  readonly digest: boolean;
}

/** `owner` is a node or edge id; its policies and behaviour each add their facts. */
export interface Focus {
  readonly owner: string;
}

export type FromWorker =
  | { readonly type: 'opened'; readonly run: number; readonly plan: Plan }
  | { readonly type: 'refused'; readonly run: number; readonly problems: readonly Problem[] }
  | Seen
  /** The engine stopped: a modelled limit of the engine, or a fault of the program. The run stays where it was. */
  | { readonly type: 'stopped'; readonly run: number; readonly problem: Problem }
  /** A part that the scenario needs could not be loaded, and this worker will not ask for it again. */
  | { readonly type: 'lost'; readonly run: number; readonly message: string };

export interface Seen {
  readonly type: 'seen';
  readonly run: number;
  /** Where the record now ends: all events before it are in. May be less than asked when the time budget ran out. */
  readonly headMicros: number;
  /** Not null: forget everything at or after this time first (the script was changed). */
  readonly truncateMicros: number | null;
  /** Not null: forget all hops first; those sent begin here. */
  readonly hopsFromMicros: number | null;
  readonly hops: HopChunk;
  readonly ends: EndChunk;
  readonly transitions: readonly TransitionRecord[];
  /** 100 ms samples: see `SampleChunk`. */
  readonly samples: SampleChunk;
  /** The world at the playhead, or null when it was not reached within the time budget. */
  readonly view: View | null;
}

/** Messages on edges, in the order they were sent. Columns of equal length `count`. */
export interface HopChunk {
  readonly count: number;
  /** Place in `plan.edges`. */
  readonly edge: Uint16Array;
  /** Simulated micros: sent, arrives. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** A `HopShape` code; `+ BACKWARD` when it travels from the edge's callee to its caller. */
  readonly shape: Uint8Array;
  /** Identity of the request it belongs to (see `rootId`), -1 for control traffic. */
  readonly root: Float64Array;
}
export { BACKWARD, HOP } from '#lib/base/hop.ts';

/** Requests that ended, in order of ending. */
export interface EndChunk {
  readonly count: number;
  readonly at: Float64Array;
  readonly start: Float64Array;
  /** Outcome code. */
  readonly outcome: Uint8Array;
  readonly root: Float64Array;
}

export interface TransitionRecord {
  readonly atMicros: number;
  /** Place in `plan.charts`, and subject within it. */
  readonly chart: number;
  readonly subject: number;
  readonly from: number;
  readonly to: number;
  readonly event: number;
  readonly rule: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Cumulative counts at each whole 100 ms, row by row: for each node `taken, ok, bad` (visits begun, answered ok, answered otherwise),
 * then for each edge `sent, refused, retried` (calls that left, calls its chain refused, tries beyond the first of a call), then for each outcome the requests ended so.
 * Row k (from the run's start) is the world just before `k * 100 ms`; `firstRow` numbers the first row sent.
 */
export interface SampleChunk {
  readonly firstRow: number;
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
}
export const SAMPLE_MICROS = 100_000;
export const PER_NODE = 3;
export const PER_EDGE = 3;

/** The world at one moment. */
export interface View {
  readonly atMicros: number;
  /** Per host: VIEW_COLUMNS numbers each. */
  readonly hosts: Float64Array;
  /** Current state code of every chart's subjects, charts one after the other in plan order. */
  readonly modes: Uint8Array;
  /** Per node: the few facts its face shows, by key. */
  readonly faces: readonly (readonly Fact[])[];
  /** Of the focused owner. */
  readonly facts: readonly FactGroup[];
  /** What registries list, and what their callers keep: of all in a small world, else of those that the focus has to do with. */
  readonly registries: readonly RegistryView[];
  readonly digest: string | null;
}
export interface RegistryView {
  /** Place in `plan.nodes`. */
  readonly node: number;
  readonly listings: readonly Listing[];
  /** Most at odds with who is alive first; at most `MOST_COPIES`. */
  readonly copies: readonly CopyView[];
}
/** What one caller believes of where the instances of one callee are. */
export interface CopyView {
  /** Place in `plan.edges`: along it the addresses are called. */
  readonly edge: number;
  /** Place in `plan.hosts`. */
  readonly caller: number;
  /** Seconds since it last heard; null: it has no copy. */
  readonly age: number | null;
  /** Hosts that it lists; and for each the `OUT` reasons for which it is out of rotation, 0: it is in. */
  readonly listed: readonly number[];
  readonly out: readonly number[];
}
export const MOST_COPIES = 64;
export { OUT } from '#lib/base/rotation.ts';
export interface FactGroup {
  /** 'breaker', 'balancer', 'discovery', 'order-2' … */
  readonly title: string;
  readonly facts: readonly Fact[];
}
/**
 * Columns of `View.hosts`: slots in use, slots, waiting, longest queue allowed; what one meets there (a REACH code, 0 = it serves);
 * calls that reached it while nobody served, all in all and in its present or last absence, and when the first and last of these
 * came (micros, -1: none did); how many callers have its address in their copies, or by heart though nobody stands there any more.
 */
export const VIEW = {
  busy: 0,
  slots: 1,
  queued: 2,
  queueLimit: 3,
  down: 4,
  ghostCalls: 5,
  absenceCalls: 6,
  firstGhostCall: 7,
  lastGhostCall: 8,
  holders: 9,
  version: 10,
} as const;
export const VIEW_COLUMNS = 11;

/** A request is known by its source host and its ordinal there: equal across runs and variants. */
export function rootId(source: number, ordinal: number): number {
  return source * 2 ** 32 + ordinal;
}
