import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import { Semaphore } from '#lib/policies/isolating/semaphore.ts';
import type { BoundedQueueConfig } from './policy.ts';

/**
 * A semaphore with a queue of a bounded length: cockatiel's bulkhead(limit, queue) (src/BulkheadPolicy.ts), and the
 * ConcurrencyLimiter of .NET that Polly v8's AddConcurrencyLimiter uses, with its OldestFirst order. So many calls run, so
 * many more wait, first come first served and for as long as it takes; one more is refused.
 */
export function create(build: Build<BoundedQueueConfig>): Gate {
  const { limit, queue } = build.config;
  return new Semaphore(build, { permits: limit, queue, waitMicros: 0, waiting: 'Queued' });
}
