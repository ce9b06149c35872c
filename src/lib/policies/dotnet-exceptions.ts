import type { Meanings } from './retry-conditions.ts';

/** What a .NET caller behind Polly sees of our outcomes. */
export const dotnetExceptions = {
  HttpRequestException: 'HttpRequestException (error, refused, reset, no route, partitioned …)',
  TimeoutRejectedException: 'TimeoutRejectedException (timed out)',
  BrokenCircuitException: 'BrokenCircuitException (failed fast)',
  RateLimiterRejectedException: 'RateLimiterRejectedException (rate limited, queue full)',
} as const;
export type DotnetException = keyof typeof dotnetExceptions;

export const dotnetMeanings: Meanings<DotnetException> = {
  HttpRequestException: [
    'error',
    'connection-refused',
    'reset',
    'unauthorized',
    'no-route',
    'no-instance',
    'partitioned',
  ],
  TimeoutRejectedException: ['timed-out'],
  BrokenCircuitException: ['fast-failed'],
  RateLimiterRejectedException: ['rate-limited', 'queue-full'],
};
