import type { Resilience4jConfig } from './policy.ts';

/** Where an operator's commands lead to. */
export const TARGETS = {
  open: 'open',
  'half-open': 'half-open',
  close: 'closed',
  disable: 'disabled',
  'force-open': 'forced-open',
  'metrics-only': 'metrics-only',
} as const;

/** How the machine gets from closed to where a breaker is to begin. */
export const BEGINNINGS: Readonly<Record<Resilience4jConfig['initialState'], readonly string[]>> = {
  CLOSED: [],
  OPEN: ['open'],
  HALF_OPEN: ['open', 'half-open'],
  DISABLED: ['disable'],
  METRICS_ONLY: ['metrics-only'],
  FORCED_OPEN: ['force-open'],
};

export function isCommand(op: string): op is keyof typeof TARGETS {
  return Object.hasOwn(TARGETS, op);
}
