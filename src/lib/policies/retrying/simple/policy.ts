import { choice, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { conditions, ownLabels } from '#lib/policies/retry-conditions.ts';

const source = 'Halfopen';

const fields = {
  maxAttempts: number({
    label: 'Tries',
    help: 'Of one call, the first included.',
    unit: 'calls',
    min: 1,
    max: 20,
    integer: true,
    default: 3,
    source,
  }),
  backoff: choice({
    label: 'Back-off',
    help: 'How the n-th wait grows: base, base × n, or base × 2ⁿ.',
    options: { constant: 'constant', linear: 'linear', exponential: 'exponential' },
    default: 'exponential',
    source,
  }),
  baseMs: number({
    label: 'Base',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 100,
    source,
  }),
  capMs: number({
    label: 'Cap',
    help: 'No wait is longer, before jitter.',
    unit: 'ms',
    min: 0,
    max: 1_800_000,
    default: 10_000,
    source,
  }),
  jitter: choice({
    label: 'Jitter',
    help: 'Full: anything from 0 to the wait. Equal: its half, and up to a half more. Decorrelated: from base to three times the last wait.',
    options: { none: 'none', full: 'full', equal: 'equal', decorrelated: 'decorrelated' },
    default: 'full',
    source: 'AWS Architecture Blog',
  }),
  retryOn: conditions({
    label: 'Retried',
    help: 'Outcomes of a try after which another comes.',
    options: ownLabels,
    default: [
      'error',
      'timed-out',
      'connection-refused',
      'reset',
      'rate-limited',
      'no-instance',
      'queue-full',
      'partitioned',
    ],
    source,
  }),
  respectRetryAfter: flag({
    label: 'Respect Retry-After',
    help: 'Waits at least as long as who refused the try said.',
    default: true,
    source,
  }),
};
export type SimpleRetryConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'simple',
  label: 'Retry',
  blurb: 'Some tries, a back-off between them, jitter so that callers do not come back together.',
  order: 10,
  group: 'Textbook',
  presets: [
    {
      name: 'at-once',
      label: 'three tries at once',
      config: { backoff: 'constant', baseMs: 0, jitter: 'none' },
    },
  ],
  fields,
};
