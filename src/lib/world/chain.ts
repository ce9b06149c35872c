import type { Duration } from '#lib/base/duration.ts';
import type { Config, Variant } from '#lib/base/schema.ts';
import { layersOf, type LayerName } from '#lib/policies/orders.ts';
import type { PortDefinition } from '#lib/kinds/definition.ts';
import type { LookupConfig } from '#lib/policies/lookup-fields.ts';

/** What the settings of an edge mean to the engine, whichever kinds it joins. */
export interface Chain {
  readonly latency: Duration;
  readonly lossPercent: number;
  readonly timeoutMs: number;
  /** 0: none. */
  readonly overallTimeoutMs: number;
  readonly deadlinePropagation: boolean;
  /** Null where the port has no such setting; `is: 'none'` where it has and nothing is chosen. */
  readonly retry: Variant | null;
  readonly retryBudget: Variant | null;
  readonly breaker: Variant | null;
  readonly limiter: Variant | null;
  readonly bulkhead: Variant | null;
  readonly ejection: Variant | null;
  readonly health: Variant | null;
  readonly balancer: Variant | null;
  /** Outermost first. */
  readonly order: readonly LayerName[];
  /** The path it serves, for a caller that routes; '' = not said. */
  readonly path: string | null;
  /** Set on an edge along which its caller looks up callees. */
  readonly lookup: LookupConfig | null;
  /** Whether its caller announces itself along it. */
  readonly announces: boolean;
}

/** Reads an edge's complete settings; which of them there are is the port definition's choice. */
export function chainOf(config: Config, port?: PortDefinition): Chain {
  const timeoutMs = config.timeoutMs as number;
  const chosen = (name: string) => (config[name] as Variant | undefined) ?? null;
  const callerCache = config.callerCache as Variant;
  const lookup = { timeoutMs, datacenter: config.datacenter as string, callerCache };
  return {
    latency: config.latency as Duration,
    lossPercent: config.lossPercent as number,
    timeoutMs,
    overallTimeoutMs: (config.overallTimeoutMs as number | undefined) ?? 0,
    deadlinePropagation: config.deadlinePropagation === true,
    retry: chosen('retry'),
    retryBudget: chosen('retryBudget'),
    breaker: chosen('breaker'),
    limiter: chosen('limiter'),
    bulkhead: chosen('bulkhead'),
    ejection: chosen('ejection'),
    health: chosen('health'),
    balancer: chosen('balancer'),
    order: layersOf(chosen('order') ?? { is: 'standard' }, config).layers,
    path: (config.path as string | undefined) ?? null,
    lookup: port?.looksUp === true ? lookup : null,
    announces: port?.announces === true,
  };
}
