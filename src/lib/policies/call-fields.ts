import { assert } from '#lib/base/assert.ts';
import { defaultsOf, flag, number, variant } from '#lib/base/schema.ts';
import type { CallFamily } from './definition.ts';
import { orderField } from './orders.ts';
import { optionsOf, optionsOrNone } from './policies.ts';

/**
 * The chain that every outgoing call passes, in an order that is a setting itself; then discovery and balancing, which
 * leave out the hosts that health checks or an ejector took out; then the connection.
 */
export function callFields(defaults: {
  timeoutMs: number;
  timeoutSource: string;
  breaker: string;
  breakerSource: string;
  health?: string;
  healthSource?: string;
}) {
  const { health = 'none', healthSource = 'Halfopen' } = defaults;
  return {
    timeoutMs: number({
      label: 'Time-out',
      help: 'Of one try, counted from where it stands in the chain; the callee works on and its late answer is dropped.',
      unit: 'ms',
      min: 1,
      max: 600_000,
      default: defaults.timeoutMs,
      source: defaults.timeoutSource,
    }),
    overallTimeoutMs: number({
      label: 'Overall time-out',
      help: 'Of all tries and the waits between them; 0 = none.',
      unit: 'ms',
      min: 0,
      max: 600_000,
      default: 0,
      source: 'Halfopen',
    }),
    deadlinePropagation: flag({
      label: 'Pass the deadline on',
      help: 'A call made for a request ends when that request’s own caller gives up, and tells its callee until when an answer is of use.',
      default: false,
      source: 'gRPC',
    }),
    retry: familyField('retrying', 'Retry', 'none', 'Halfopen'),
    retryBudget: familyField('budgeting', 'Retry budget', 'none', 'Halfopen'),
    breaker: familyField('breaking', 'Circuit breaker', defaults.breaker, defaults.breakerSource),
    limiter: familyField('limiting', 'Rate limit', 'none', 'Halfopen'),
    bulkhead: familyField('isolating', 'Bulkhead', 'none', 'Halfopen'),
    order: orderField,
    ejection: familyField('ejecting', 'Host ejection', 'none', 'Halfopen'),
    health: familyField('checking', 'Health check', health, healthSource),
    balancer: familyField('balancing', 'Load balancing', 'round-robin', 'Halfopen'),
  };
}

/** What a node lets in, before it takes a request into its hands: all callers share it. */
export function intakeFields() {
  return {
    limiter: familyField('limiting', 'Rate limit', 'none', 'Halfopen'),
    bulkhead: familyField('isolating', 'Concurrency limit', 'none', 'Halfopen'),
  };
}

/** One policy of a family, or none; a call cannot do without a balancer. */
function familyField(family: CallFamily, label: string, chosen: string, source: string) {
  const options = family === 'balancing' ? optionsOf(family) : optionsOrNone(family);
  assert(
    chosen in options,
    `${chosen} is among the first policies in policies.ts: a kind chooses it by default`,
  );
  return variant({
    label,
    options,
    default: { is: chosen, ...defaultsOf(options[chosen].fields) },
    source,
  });
}
