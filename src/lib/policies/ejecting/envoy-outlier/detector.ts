import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { Listing } from '#lib/policies/ejecting/listing.ts';
import { Rates } from '#lib/policies/ejecting/rates.ts';
import { Ejections, WHY } from './ejections.ts';
import { Judgement } from './judgement.ts';
import type { EnvoyOutlierConfig } from './policy.ts';

const GATEWAY_FAILURES = { first: 502, last: 504 } as const;

/**
 * Envoy's outlier detector (`DetectorHostMonitorImpl` and `DetectorImpl` in source/common/upstream/outlier_detection_impl.cc).
 * Errors in a row are judged as they come, rates at each sweep, and only a sweep ends an ejection. A run of errors fires when
 * its count equals the threshold, and begins anew then, ejected or not; errors of calls still in flight to an ejected host
 * count on, without effect.
 */
export class Detector {
  readonly ejections: Ejections;
  /** Answers, and in split mode whether hosts were reached at all. */
  readonly external: Rates;
  readonly local: Rates;
  readonly externalJudgement: Judgement;
  private readonly localJudgement: Judgement;
  private readonly host: Host;
  private readonly config: EnvoyOutlierConfig;
  private readonly intervalMicros: number;
  /** By slot: errors in a row. */
  private readonly serverErrors: Int32Array;
  private readonly gatewayFailures: Int32Array;
  private readonly localFailures: Int32Array;
  private readonly candidates: Uint8Array;
  private readonly listing: Listing;
  private readonly sweepTimer: Int32Array;

  constructor(
    build: Build<EnvoyOutlierConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    const { room } = endpoints;
    this.host = build.host;
    this.config = config;
    this.intervalMicros = sToMicros(config.intervalSeconds);
    this.ejections = new Ejections(build, endpoints);
    this.external = new Rates(build, room);
    this.local = new Rates(build, room);
    const judge = (rates: Rates, successRate: number, failurePercentage: number) => {
      const enforcing = { successRate, failurePercentage };
      return new Judgement(config, endpoints, this.ejections, rates, enforcing, build.f64(1));
    };
    this.externalJudgement = judge(
      this.external,
      config.enforcingSuccessRate,
      config.enforcingFailurePercentage,
    );
    this.localJudgement = judge(
      this.local,
      config.enforcingLocalOriginSuccessRate,
      config.enforcingFailurePercentageLocalOrigin,
    );
    this.serverErrors = build.i32(room);
    this.gatewayFailures = build.i32(room);
    this.localFailures = build.i32(room);
    this.candidates = build.u8(room);
    this.listing = new Listing(build, endpoints);
    this.sweepTimer = build.i32(1).fill(NONE);
    this.host.wakes(this);
  }

  /** Server errors and, apart, local failures in a row. */
  inARow(slot: number): { errors: number; local: number } {
    return { errors: this.serverErrors[slot], local: this.localFailures[slot] };
  }

  /** A connection is there, whatever will become of the request on it: with the split that ends a run of local failures. */
  connected(slot: number): void {
    if (!this.config.splitExternalLocalOriginErrors) return;
    this.lookAtList();
    this.local.count(slot, true);
    this.localFailures[slot] = 0;
  }

  /** No connection, or it broke: without the split Envoy takes it for a 503. */
  notReached(slot: number): void {
    if (this.config.splitExternalLocalOriginErrors) this.localFailure(slot);
    else this.answered(slot, 503);
  }

  /** No answer in time: without the split Envoy takes it for a 504. */
  timedOut(slot: number): void {
    if (this.config.splitExternalLocalOriginErrors) this.localFailure(slot);
    else this.answered(slot, 504);
  }

  /** An answer with this HTTP status came: `putHttpResponseCode`. Of the two runs the gateway's is looked at first. */
  answered(slot: number, status: number): void {
    const { config, gatewayFailures, serverErrors } = this;
    this.lookAtList();
    const failed = status >= 500 && status <= 599;
    this.external.count(slot, !failed);
    if (!failed) {
      gatewayFailures[slot] = serverErrors[slot] = 0;
      return;
    }
    if (status >= GATEWAY_FAILURES.first && status <= GATEWAY_FAILURES.last) {
      const { consecutiveGatewayFailure: threshold, enforcingConsecutiveGatewayFailure: enforcing } = config;
      const fires = ++gatewayFailures[slot] === threshold;
      if (fires) this.ranUp(slot, WHY.gatewayFailure, enforcing, gatewayFailures, threshold);
    } else gatewayFailures[slot] = 0;
    const fires = ++serverErrors[slot] === config.consecutive5xx;
    if (fires) {
      const { enforcingConsecutive5xx, consecutive5xx } = config;
      this.ranUp(slot, WHY.consecutive5xx, enforcingConsecutive5xx, serverErrors, consecutive5xx);
    }
  }

  private localFailure(slot: number): void {
    const { consecutiveLocalOriginFailure: threshold, enforcingConsecutiveLocalOriginFailure: enforcing } =
      this.config;
    this.lookAtList();
    this.local.count(slot, false);
    if (++this.localFailures[slot] !== threshold) return;
    this.ranUp(slot, WHY.localOriginFailure, enforcing, this.localFailures, threshold);
  }

  /** A run reached its threshold. */
  private ranUp(slot: number, why: number, enforcing: number, run: Int32Array, threshold: number): void {
    if (!this.listing.has(slot) || this.ejections.isOut(slot)) return;
    this.ejections.eject(slot, why, enforcing, run[slot], threshold);
    run[slot] = 0;
  }

  /** The sweep: who comes back, then who goes for its rate, then whose past is forgiven. */
  timer(): void {
    const { endpoints, ejections, config } = this;
    this.sweepTimer[0] = this.host.after(this.intervalMicros, 0);
    this.lookAtList();
    for (let i = 0; i < endpoints.listedCount; i++) {
      const slot = endpoints.slotOf(endpoints.listed[i]);
      if (ejections.isOut(slot) && ejections.isOver(slot)) this.letIn(slot, WHY.timeOver);
      this.external.turn(slot);
      this.local.turn(slot);
    }
    this.externalJudgement.pass(this.candidates);
    if (config.splitExternalLocalOriginErrors) this.localJudgement.pass(this.candidates);
    for (let i = 0; i < endpoints.listedCount; i++) {
      const slot = endpoints.slotOf(endpoints.listed[i]);
      if (!ejections.isOut(slot)) ejections.forgive(slot, this.intervalMicros);
    }
  }

  foundHealthy(slot: number): void {
    const { successfulActiveHealthCheckUnejectHost } = this.config;
    if (successfulActiveHealthCheckUnejectHost && this.ejections.isOut(slot))
      this.letIn(slot, WHY.healthCheck);
  }

  /** The process starts, with nothing remembered; sweeps are counted from now. */
  reset(): void {
    if (this.sweepTimer[0] !== NONE) this.host.cancel(this.sweepTimer[0]);
    this.ejections.reset();
    for (let slot = 0; slot < this.endpoints.room; slot++) this.forget(slot);
    this.externalJudgement.clear();
    this.localJudgement.clear();
    this.listing.reset();
    this.sweepTimer[0] = this.host.after(this.intervalMicros, 0);
  }

  private letIn(slot: number, why: number): void {
    this.ejections.uneject(slot, why);
    this.serverErrors[slot] = this.gatewayFailures[slot] = this.localFailures[slot] = 0;
  }

  /** Hosts that discovery lists no more are forgotten; one that it lists again is a new one. */
  private lookAtList(): void {
    if (!this.listing.lookAnew()) return;
    for (let slot = 0; slot < this.endpoints.room; slot++) {
      if (!this.listing.hasFlipped(slot)) continue;
      this.ejections.forget(slot);
      this.forget(slot);
    }
  }

  private forget(slot: number): void {
    this.external.forget(slot);
    this.local.forget(slot);
    this.serverErrors[slot] = this.gatewayFailures[slot] = this.localFailures[slot] = 0;
  }
}
