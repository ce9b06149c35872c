import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import { ThreadPool } from '#lib/policies/isolating/thread-pool.ts';
import type { HystrixThreadPoolConfig } from './policy.ts';

const SECONDS_A_MINUTE = 60;

/**
 * Hystrix's thread pool (HystrixThreadPool, HystrixConcurrencyStrategy.getThreadPool): a ThreadPoolExecutor, with a queue only where
 * maxQueueSize is positive. Before a command is submitted the scheduler looks at that queue (isQueueSpaceAvailable): with
 * queueSizeRejectionThreshold in it the command is rejected, whatever the pool would say. A pool whose threshold is below
 * maxQueueSize therefore never grows beyond its core size: its queue is never full.
 */
export function create(build: Build<HystrixThreadPoolConfig>): Gate {
  const { coreSize, maximumSize, maxQueueSize, queueSizeRejectionThreshold, keepAliveTimeMinutes } =
    build.config;
  const diverges = build.config.allowMaximumSizeToDivergeFromCoreSize && maximumSize > coreSize;
  return new ThreadPool(build, {
    core: coreSize,
    most: diverges ? maximumSize : coreSize,
    capacity: Math.max(0, maxQueueSize),
    keepAliveMicros: sToMicros(keepAliveTimeMinutes * SECONDS_A_MINUTE),
    ...(maxQueueSize > 0 && { rejectAt: queueSizeRejectionThreshold }),
  });
}
