import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import { ThreadPool } from '#lib/policies/isolating/thread-pool.ts';
import type { Resilience4jThreadPoolConfig } from './policy.ts';

/** Resilience4j's FixedThreadPoolBulkhead: a ThreadPoolExecutor with an ArrayBlockingQueue, or without a queue a SynchronousQueue. */
export function create(build: Build<Resilience4jThreadPoolConfig>): Gate {
  const { coreThreadPoolSize, maxThreadPoolSize, queueCapacity, keepAliveDurationMs } = build.config;
  return new ThreadPool(build, {
    core: coreThreadPoolSize,
    most: Math.max(coreThreadPoolSize, maxThreadPoolSize),
    capacity: queueCapacity,
    keepAliveMicros: msToMicros(keepAliveDurationMs),
  });
}
