import { expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const pool = (config: object = {}) => new TriedGate(create, policy, { ...config });

test('its defaults are Hystrix’s: ten threads, and no queue to look at', () => {
  expect(defaultsOf(policy.fields)).toEqual({
    coreSize: 10,
    maximumSize: 10,
    allowMaximumSizeToDivergeFromCoreSize: false,
    maxQueueSize: -1,
    queueSizeRejectionThreshold: 5,
    keepAliveTimeMinutes: 1,
  });
  expect(pool().fates(12)).toBe('ggggggggggrr');
});

const diverging = { allowMaximumSizeToDivergeFromCoreSize: true };
test.each([
  [{ coreSize: 2, maxQueueSize: 0, queueSizeRejectionThreshold: 0 }, 'ggrr'],
  [{ coreSize: 2, maxQueueSize: 3 }, 'ggwwwrr'],
  [{ coreSize: 2, maxQueueSize: 10 }, 'ggwwwwwrr'],
  [{ coreSize: 2, maxQueueSize: 10, queueSizeRejectionThreshold: 1 }, 'ggwrr'],
  // Rejected before the pool is asked, though its threads are free.
  [{ coreSize: 2, maxQueueSize: 10, queueSizeRejectionThreshold: 0 }, 'rr'],
  [{ coreSize: 2, maximumSize: 4, maxQueueSize: 1 }, 'ggwrr'],
  [{ ...diverging, coreSize: 2, maximumSize: 4, maxQueueSize: 1 }, 'ggwggrr'],
  [{ ...diverging, coreSize: 2, maximumSize: 4 }, 'ggggrr'],
  [{ ...diverging, coreSize: 3, maximumSize: 1 }, 'gggr'],
  // The threshold keeps the queue from ever being full.
  [{ ...diverging, coreSize: 2, maximumSize: 4, maxQueueSize: 10 }, 'ggwwwwwrr'],
])('%j: threads, the queue, the threshold: %s', (config, fates) => {
  expect(pool(config).fates(fates.length)).toBe(fates);
});

test('a thread that is done takes the command that has queued longest, and the queue has room again', () => {
  const tried = pool({ coreSize: 1, maxQueueSize: 4, queueSizeRejectionThreshold: 2 });
  const [first, second] = tried.arrive(3);
  expect(tried.fates(1)).toBe('r');
  tried.end(OK, first);
  expect(tried.admitted).toEqual([first, second]);
  expect(tried.fates(2)).toBe('wr');
});

test('threads beyond the core ones end after keepAliveTimeMinutes', () => {
  const tried = pool({ ...diverging, coreSize: 1, maximumSize: 3, keepAliveTimeMinutes: 2 });
  tried.end(OK, ...tried.arrive(3));
  tried.wait(119_999);
  expect(tried.fact('idle')).toBe(3);
  tried.wait(1);
  expect(tried.fact('idle')).toBe(1);
});
