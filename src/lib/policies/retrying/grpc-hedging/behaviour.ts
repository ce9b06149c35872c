import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { grpcMeanings } from '#lib/policies/grpc-codes.ts';
import { maskOf } from '#lib/policies/retry-conditions.ts';
import { Hedging } from '#lib/policies/retrying/hedging.ts';
import type { GrpcHedgingConfig } from './policy.ts';

/** grpc-java caps what a service config says (ServiceConfigUtil, RetriableStream). */
const MOST_ATTEMPTS = 5;

/**
 * gRPC's hedgingPolicy (proposal A6; grpc-java, core/.../internal/RetriableStream.java). A non-fatal failure sends the
 * next hedge at once, a fatal one ends the call. The throttle is asked whenever a hedge is planned, and a non-fatal
 * failure that finds it closed ends the call too.
 */
export function create(build: Build<GrpcHedgingConfig>, budget: Budget | null): Fork {
  const { maxAttempts, hedgingDelayMs, nonFatalStatusCodes } = build.config;
  return new Hedging(build, budget, {
    mostTries: Math.min(maxAttempts, MOST_ATTEMPTS),
    delayMicros: msToMicros(hedgingDelayMs),
    waived: maskOf(nonFatalStatusCodes, grpcMeanings),
    endsWhenRefused: true,
    endsAsFirst: false,
    heedsPushback: true,
  });
}
