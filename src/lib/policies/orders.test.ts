import { expect, test } from 'vitest';
import './all-policies.ts';
import { layersOf, type LayerName } from './orders.ts';

const pool = { is: 'connection-pool' };
const semaphore = { is: 'resilience4j-bulkhead' };
const retry = { is: 'simple' };
const none = { is: 'none' };
const custom = (...layers: LayerName[]) => ({ is: 'custom', layers: layers.map((layer) => ({ layer })) });
const own = custom('bulkhead', 'limiter', 'retry', 'breaker', 'timeout');

test.each([
  [{ is: 'gateway' }, semaphore, retry, 'limiter bulkhead retry breaker timeout'],
  [{ is: 'gateway' }, pool, retry, 'limiter retry breaker timeout bulkhead'],
  [{ is: 'gateway' }, pool, none, 'limiter bulkhead retry breaker timeout'],
  [{ is: 'standard' }, pool, retry, 'retry breaker limiter bulkhead timeout'],
  [{ is: 'breaker-outside' }, pool, retry, 'limiter breaker retry bulkhead timeout'],
  [own, semaphore, retry, 'bulkhead limiter retry breaker timeout'],
  [own, pool, retry, 'limiter retry breaker timeout bulkhead'],
])('%j with bulkhead %j and retry %j is %s', (order, bulkhead, retried, layers) => {
  const found = layersOf(order, { bulkhead, retry: retried });
  expect(found.layers.join(' ')).toBe(layers);
  expect(found.fault).toBe(null);
});

test.each([
  [custom('retry', 'retry', 'breaker', 'limiter', 'bulkhead', 'timeout'), 'order-twice'],
  [custom('retry', 'breaker', 'limiter', 'timeout'), 'order-missing'],
  [custom('timeout', 'retry', 'breaker', 'limiter', 'bulkhead'), 'order-timeout-outside'],
])('an order that makes no sense is a fault, and the standard one stands in: %j', (order, code) => {
  const { layers, fault } = layersOf(order, { bulkhead: pool, retry });
  expect([fault?.code, layers]).toEqual([code, layersOf({ is: 'standard' }).layers]);
});
