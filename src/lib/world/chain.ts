import type { Duration } from '#lib/base/duration.ts';
import type { Config, Variant } from '#lib/base/schema.ts';
import type { LookupConfig, RegistrationConfig } from '#lib/policies/lookup-fields.ts';

/** What the settings of an edge mean to the engine, whichever kinds it joins. */
export interface Chain {
  readonly latency: Duration;
  readonly lossPercent: number;
  readonly timeoutMs: number;
  readonly breaker: Variant | null;
  readonly balancer: Variant | null;
  /** The path it serves, for a caller that routes; '' = not said. */
  readonly path: string | null;
  /** Set on an edge along which its caller looks up callees. */
  readonly lookup: LookupConfig | null;
  /** Set on an edge along which its caller announces itself. */
  readonly registration: RegistrationConfig | null;
}

/** Reads an edge's complete settings; which of them there are is the port definition's choice. */
export function chainOf(config: Config): Chain {
  const timeoutMs = config.timeoutMs as number;
  const lookup = {
    refreshSeconds: config.refreshSeconds as number,
    watch: config.watch as boolean,
    timeoutMs,
  };
  const registration = { heartbeatSeconds: config.heartbeatSeconds as number, timeoutMs };
  return {
    latency: config.latency as Duration,
    lossPercent: config.lossPercent as number,
    timeoutMs,
    breaker: (config.breaker as Variant | undefined) ?? null,
    balancer: (config.balancer as Variant | undefined) ?? null,
    path: (config.path as string | undefined) ?? null,
    lookup: 'refreshSeconds' in config ? lookup : null,
    registration: 'heartbeatSeconds' in config ? registration : null,
  };
}
