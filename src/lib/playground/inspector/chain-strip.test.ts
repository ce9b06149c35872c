import { expect, test } from 'vitest';
import { completeConfig } from '#lib/base/schema-read.ts';
import { flag, number, variant, type Config } from '#lib/base/schema.ts';
import { orderField } from '#lib/policies/orders.ts';
import { chainSteps, spokenChain } from './chain-strip.ts';

const source = 'test';
const policy = variant({
  ...{ label: 'Some policy', default: { is: 'none' }, source },
  options: { none: { label: 'none', fields: {} }, envoy: { label: 'Envoy', fields: {} } },
});
const timeoutMs = number({ label: 'Time-out', unit: 'ms', min: 1, max: 9e5, default: 30_000, source });
const fields = { timeoutMs, breaker: policy, balancer: policy, retry: policy };

const chainConfig = completeConfig(fields, {});

function chain(config: Config) {
  return chainSteps(fields, completeConfig(fields, config));
}

test('layers stand in the order in which a call passes them, whatever the order of the form', () => {
  expect(chain({}).map(({ key }) => key)).toEqual(['retry', 'breaker', 'timeoutMs', 'balancer']);
});

test('their order is a setting', () => {
  const ordered = { ...fields, order: orderField };
  const config = completeConfig(ordered, { order: { is: 'breaker-outside' } });
  expect(chainSteps(ordered, config).map(({ key }) => key)).toEqual([
    ...['breaker', 'retry', 'timeoutMs', 'balancer'],
  ]);
});

test('an overall time-out is around all others, and 0 is none', () => {
  const overallTimeoutMs = number({ label: 'Overall', unit: 'ms', min: 0, max: 9, default: 0, source });
  expect(chainSteps({ ...fields, overallTimeoutMs }, { ...chainConfig, overallTimeoutMs: 0 })[0]).toEqual({
    ...{ key: 'overallTimeoutMs', label: 'Overall time-out', on: false, note: '' },
  });
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
