import { defaultsOf, number, variant, type Fields, type Variant } from '#lib/base/schema.ts';
import { optionsOf } from './policies.ts';

/** The chain that every outgoing call passes: breaker, then balancing, then the connection with its time-out. */
export function callFields(defaults: {
  timeoutMs: number;
  timeoutSource: string;
  breaker: string;
  breakerSource: string;
}) {
  const breakers = optionsOf('breaking');
  const balancers = optionsOf('balancing');
  return {
    timeoutMs: number({
      label: 'Time-out',
      help: 'Counted from the call; the callee works on and its late answer is dropped.',
      unit: 'ms',
      min: 1,
      max: 600_000,
      default: defaults.timeoutMs,
      source: defaults.timeoutSource,
    }),
    breaker: variant({
      label: 'Circuit breaker',
      options: { none: { label: 'none', fields: {} }, ...breakers },
      default: filled(breakers, defaults.breaker),
      source: defaults.breakerSource,
    }),
    balancer: variant({
      label: 'Load balancing',
      options: balancers,
      default: filled(balancers, 'round-robin'),
      source: 'Halfopen',
    }),
  };
}

function filled(options: Readonly<Record<string, { fields: Fields }>>, name: string): Variant {
  return { is: name, ...defaultsOf(options[name]?.fields ?? {}) };
}
