import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import { Semaphore } from '#lib/policies/isolating/semaphore.ts';
import type { Resilience4jBulkheadConfig } from './policy.ts';

/**
 * Resilience4j's SemaphoreBulkhead: a fair semaphore. A permit that is given back goes straight to who waits longest, so
 * that a newcomer never overtakes; who waited maxWaitDuration in vain is refused.
 */
export function create(build: Build<Resilience4jBulkheadConfig>): Gate {
  const { maxConcurrentCalls, maxWaitDurationMs } = build.config;
  return new Semaphore(build, {
    permits: maxConcurrentCalls,
    queue: maxWaitDurationMs > 0 ? Infinity : 0,
    waitMicros: msToMicros(maxWaitDurationMs),
    waiting: 'Waiting for a permit',
  });
}
