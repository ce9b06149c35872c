import type { Listing } from '#lib/engine/contract.ts';

/** What there is to say of one instance. Seconds. */
interface Known {
  readonly host: number;
  readonly state: string;
  readonly listed: boolean;
  readonly age: number | null;
  /** Until its TTL runs out, and all of that; null: it has none, or it is over. */
  readonly expires: number | null;
  readonly ttl: number;
  readonly criticalFor: number;
  /** 0: never. */
  readonly reapsAfter: number;
}

/** An instance as Consul's catalog shows it: a critical one waits for the reaper, if there is any. */
export function listingOf({ expires, ttl, criticalFor, reapsAfter, ...known }: Known): Listing {
  switch (known.state) {
    case 'absent':
      return { ...known, age: null, left: null, of: 0, note: 'it is not registered' };
    case 'failed':
      return {
        ...known,
        left: null,
        of: 0,
        note: 'its machine is gone: it is kept for reconnect_timeout, 72 hours',
      };
    case 'critical':
      return reapsAfter === 0
        ? { ...known, left: null, of: 0, note: 'deregister_critical_service_after is off' }
        : { ...known, left: Math.max(0, reapsAfter - criticalFor), of: reapsAfter };
    default:
      return expires === null
        ? { ...known, left: null, of: 0, note: 'its agent asks it' }
        : { ...known, left: expires, of: ttl };
  }
}
