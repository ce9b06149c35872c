/** What many runs told of discovery, as it is kept beside the page that shows it. Times in seconds unless the name says otherwise. */
export interface DiscoveryFigures {
  /** Of each row: seeds 1 to this. */
  readonly seeds: number;
  readonly estate: EstateFigures;
  readonly rows: readonly RowFigures[];
  readonly mechanisms: readonly MechanismFigures[];
  readonly tradeOff: readonly TradeOff[];
}

/** In what `mechanisms` and `tradeOff` were measured: one caller of a service. */
export interface EstateFigures {
  readonly callsPerSecond: number;
  readonly instances: number;
  /** After a crash. */
  readonly watchedSeconds: number;
  /** Crashes: seeds 1 to this. */
  readonly seeds: number;
}

/** How long a dead instance was called, beside what the facts derive. */
export interface RowFigures {
  readonly id: string;
  readonly mechanism: string;
  readonly system: string;
  readonly event: string;
  readonly because: string;
  readonly expected: { readonly mean: number; readonly min: number; readonly max: number };
  readonly mean: number;
  readonly standardError: number;
  readonly least: number;
  readonly most: number;
  /** Samples in equal bins from 0 to `binsTo`. */
  readonly bins: readonly number[];
  readonly binsTo: number;
}

/** One mechanism, with its defaults unless `but` says otherwise, in the same estate as all others: see `comparison.ts`. */
export interface MechanismFigures {
  readonly mechanism: string;
  /** What is different: "a TTL of 10 s"; null: nothing. */
  readonly but: string | null;
  /** Input, not a result: how long the registry works on a lookup. */
  readonly assumedLookupMs: number;
  /** From the crash of one instance to the last call to it; null: for ever, as far as the run went. */
  readonly staleMean: number | null;
  readonly staleMost: number | null;
  /** Calls to its address per crash, as long as it was watched. */
  readonly wrongCalls: number;
  /** At the registry, in steady state. */
  readonly lookupsPerSecond: number;
  /** Heartbeats it takes, and probes it sends. */
  readonly beatsPerSecond: number;
  /** Mean latency of a call with all copies warm, less that with addresses by heart. */
  readonly addedMs: number;
}

/** A registry with heartbeats at this interval and three missed ones allowed: what it costs and what it gives. */
export interface TradeOff {
  readonly intervalSeconds: number;
  readonly operationsPerSecond: number;
  readonly staleMean: number;
}
