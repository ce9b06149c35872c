import type { Meanings } from './retry-conditions.ts';

/** The gRPC status codes in which our outcomes reach a gRPC client. */
export const grpcCodes = {
  UNAVAILABLE: 'UNAVAILABLE (refused, reset, failed fast, no instance, partitioned)',
  RESOURCE_EXHAUSTED: 'RESOURCE_EXHAUSTED (rate limited, queue full)',
  DEADLINE_EXCEEDED: 'DEADLINE_EXCEEDED (timed out)',
  INTERNAL: 'INTERNAL (error)',
  UNAUTHENTICATED: 'UNAUTHENTICATED (unauthorized)',
  UNIMPLEMENTED: 'UNIMPLEMENTED (no route)',
} as const;
export type GrpcCode = keyof typeof grpcCodes;

export const grpcMeanings: Meanings<GrpcCode> = {
  UNAVAILABLE: ['connection-refused', 'reset', 'fast-failed', 'no-instance', 'partitioned'],
  RESOURCE_EXHAUSTED: ['rate-limited', 'queue-full'],
  DEADLINE_EXCEEDED: ['timed-out'],
  INTERNAL: ['error'],
  UNAUTHENTICATED: ['unauthorized'],
  UNIMPLEMENTED: ['no-route'],
};
