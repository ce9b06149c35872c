import type { Variant } from '#lib/base/schema.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';

/** How long a caller keeps what it was told; in micros, Infinity: for ever. */
export interface Keeping {
  /** Addresses that came with this TTL, and a denial. */
  readonly positive: (ttlMicros: number) => number;
  readonly negative: (ttlMicros: number) => number;
  /** That nobody answered. */
  readonly failureMicros: number;
  /** Calls go on with the old addresses while new ones are asked for, and when none come. */
  readonly stale: boolean;
  /** A failed connection makes it ask again, so long after it last heard; null: it does not. */
  readonly askAgainMicros: number | null;
}

/** @throws RangeError for a name that no caller's cache has */
export function keepingOf(cache: Variant): Keeping {
  const rule = rules[cache.is];
  if (rule === undefined) throw new RangeError(`nobody keeps addresses as “${cache.is}”`);
  return rule(cache as never);
}

const asTold = (ttlMicros: number) => ttlMicros;
const never = () => 0;
const asItCame: Keeping = {
  positive: never,
  negative: never,
  failureMicros: 0,
  stale: false,
  askAgainMicros: null,
};
/** gRPC's resolver after a failure, and nginx's: a little later. */
const FAILED_MICROS = MICROS_PER_S;
const NGINX_FAILED_MICROS = 10 * MICROS_PER_S;

interface Jvm {
  readonly networkaddressCacheTtlSeconds: number;
  readonly networkaddressCacheNegativeTtlSeconds: number;
}
interface Grpc {
  readonly minResolutionIntervalSeconds: number;
}
interface Nginx {
  readonly resolve: boolean;
  readonly validSeconds: number;
}

const rules: Readonly<Partial<Record<string, (cache: never) => Keeping>>> = {
  none: () => asItCame,
  ttl: () => ({ ...asItCame, positive: asTold, negative: asTold }),
  jvm({ networkaddressCacheTtlSeconds, networkaddressCacheNegativeTtlSeconds }: Jvm) {
    const positive = orForEver(networkaddressCacheTtlSeconds);
    const negative = orForEver(networkaddressCacheNegativeTtlSeconds);
    return { ...asItCame, positive: () => positive, negative: () => negative, failureMicros: negative };
  },
  grpc: ({ minResolutionIntervalSeconds }: Grpc) => ({
    positive: () => Infinity,
    negative: () => FAILED_MICROS,
    failureMicros: FAILED_MICROS,
    stale: true,
    askAgainMicros: sToMicros(minResolutionIntervalSeconds),
  }),
  nginx({ resolve, validSeconds }: Nginx) {
    const valid = validSeconds === 0 ? asTold : () => sToMicros(validSeconds);
    const positive = resolve ? valid : () => Infinity;
    const failureMicros = NGINX_FAILED_MICROS;
    return { positive, negative: () => failureMicros, failureMicros, stale: true, askAgainMicros: null };
  },
};

/** A security property of the JVM: −1 is for ever. */
function orForEver(seconds: number): number {
  return seconds < 0 ? Infinity : sToMicros(seconds);
}
