import type { Build } from '#lib/engine/build.ts';
import type { Checker } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { Readiness } from '#lib/policies/checking/readiness.ts';
import type { ReadinessConfig } from '#lib/policies/readiness-fields.ts';

/** The kubelet's readiness probe, sent by a caller along its own edge. */
export function create(build: Build<ReadinessConfig>, endpoints: Endpoints): Checker {
  return new Readiness(build, endpoints);
}
