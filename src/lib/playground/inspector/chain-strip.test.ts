import { expect, test } from 'vitest';
import { completeConfig } from '#lib/base/schema-read.ts';
import { flag, number, variant } from '#lib/base/schema.ts';
import { chainSteps, spokenChain } from './chain-strip.ts';

const source = 'test';
const policy = variant({
  ...{ label: 'Some policy', default: { is: 'none' }, source },
  options: { none: { label: 'none', fields: {} }, envoy: { label: 'Envoy', fields: {} } },
});
const timeoutMs = number({ label: 'Time-out', unit: 'ms', min: 1, max: 9e5, default: 30_000, source });
const fields = { timeoutMs, breaker: policy, balancer: policy, retry: policy };

function chain(config: object, order?: readonly string[]) {
  return chainSteps(fields, completeConfig(fields, { ...config }), order);
}

test('layers stand in the order in which a call passes them, whatever the order of the form', () => {
  expect(chain({}).map(({ key }) => key)).toEqual(['retry', 'breaker', 'timeoutMs', 'balancer']);
});

test('another order can be given', () => {
  const order = ['breaker', 'retry', 'timeoutMs'];
  expect(chain({}, order).map(({ key }) => key)).toEqual(order);
});

test('a layer is on when something is chosen, and says what', () => {
  const steps = chain({ breaker: { is: 'envoy' } });
  expect(steps.map(({ on, note }) => `${on} ${note}`)).toEqual([
    'false ',
    'true Envoy',
    'true 30 s',
    'false ',
  ]);
});

test('a layer that is a switch is on when it is', () => {
  const health = flag({ label: 'Health', default: true, source });
  expect(chainSteps({ health }, { health: true })).toEqual([
    { key: 'health', label: 'Health check', on: true, note: '' },
  ]);
});

test('the chain can be said', () => {
  expect(spokenChain(chain({ breaker: { is: 'envoy' } }))).toBe(
    'a call passes Breaker (Envoy), then Time-out (30 s)',
  );
  expect(spokenChain([])).toBe('a call goes straight out');
});
