import { expect, test } from 'vitest';
import { completeDefaults } from '#lib/base/schema-read.ts';
import '#lib/policies/all-policies.ts';
import { policies } from '#lib/policies/policies.ts';
import { presetInForce } from './choosing.ts';

const WITH_DEFAULTS = [
  ['breaking', 'resilience4j'],
  ['breaking', 'hystrix'],
  ['breaking', 'gobreaker'],
  ['breaking', 'polly'],
  ['breaking', 'opossum'],
  ['ejecting', 'grpc-outlier'],
  ['ejecting', 'finagle-failure-accrual'],
  ['limiting', 'resilience4j-rate-limiter'],
] as const;

test.each(WITH_DEFAULTS)('%s/%s as it comes is its preset of the product’s own defaults', (family, name) => {
  const policy = policies.find((each) => each.family === family && each.policy === name)!;
  const value = { ...completeDefaults(policy.fields), is: name };
  expect(presetInForce(policy, value)?.name).toBe('defaults');
});
