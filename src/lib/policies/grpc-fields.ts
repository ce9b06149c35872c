import { number } from '#lib/base/schema.ts';

/** gRPC's bound on the tries of a call, of retries and of hedges alike. */
export const maxAttemptsField = number({
  label: 'maxAttempts',
  help: 'Tries of a call, the first included; more than 5 count as 5.',
  unit: 'calls',
  min: 2,
  max: 100,
  integer: true,
  default: 4,
  source: 'gRPC A6 example',
});
