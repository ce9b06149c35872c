import type { Fact, FactBar } from '#lib/base/fact.ts';
import { outcomes } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Ejector } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { REACH } from '#lib/engine/levers.ts';
import { Detector } from './detector.ts';
import type { EnvoyOutlierConfig } from './policy.ts';

/** Envoy's outlier detection: a detector, told how each call to a host ended in the terms that Envoy's router uses. */
export function create(build: Build<EnvoyOutlierConfig>, endpoints: Endpoints): Ejector {
  return new EnvoyOutlier(build, endpoints);
}

/**
 * By outcome: the status that a proxy would have seen. NOT_REACHED as `LocalOriginConnectFailed`, which Envoy's router reports
 * for a reset too; LATE as `LocalOriginTimeout`. Of a call that was given up nothing is told.
 */
const UNTOLD = 0;
const NOT_REACHED = 1;
const LATE = 2;
const SEEN: Readonly<Record<(typeof outcomes)[number]['outcome'], number>> = {
  ok: 200,
  error: 500,
  'timed-out': LATE,
  'connection-refused': NOT_REACHED,
  reset: NOT_REACHED,
  'fast-failed': 503,
  'rate-limited': 429,
  unauthorized: 401,
  'no-route': 404,
  'no-instance': 503,
  'queue-full': 503,
  cancelled: UNTOLD,
  partitioned: NOT_REACHED,
};
const SEEN_BY_CODE = Int32Array.from(outcomes, ({ outcome }) => SEEN[outcome]);

class EnvoyOutlier implements Ejector {
  private readonly host: Host;
  private readonly config: EnvoyOutlierConfig;
  private readonly detector: Detector;
  private readonly down: Uint8Array;

  constructor(
    build: Build<EnvoyOutlierConfig>,
    private readonly endpoints: Endpoints,
  ) {
    this.host = build.host;
    this.config = build.config;
    this.detector = new Detector(build, endpoints);
    this.down = build.sim.levers.down;
  }

  /**
   * Envoy's `UpstreamRequest::onPoolReady`: every request that gets a connection says so, before anybody knows its end. A
   * process that hangs takes connections.
   */
  began(call: Frame): void {
    const callee = this.host.frames.callee[call];
    const reach = this.down[callee];
    if (reach === REACH.refuses || reach === REACH.silent || !this.host.reaches(callee)) return;
    this.detector.connected(this.endpoints.slotOf(callee));
  }

  ended(call: Frame): void {
    const { status, callee } = this.host.frames;
    const slot = this.endpoints.slotOf(callee[call]);
    const seen = SEEN_BY_CODE[status[call]];
    if (seen === NOT_REACHED) this.detector.notReached(slot);
    else if (seen === LATE) this.detector.timedOut(slot);
    else if (seen !== UNTOLD) this.detector.answered(slot, seen);
  }

  foundHealthy(slot: number): void {
    this.detector.foundHealthy(slot);
  }

  reset(): void {
    this.detector.reset();
  }

  explain(): readonly Fact[] {
    const { ejections, externalJudgement } = this.detector;
    const { listedCount, panicking } = this.endpoints;
    const { maxEjectionPercent } = this.config;
    const share = listedCount === 0 ? 0 : (100 * ejections.active) / listedCount;
    const facts: Fact[] = [
      { key: 'hosts', label: 'Errors in a row', value: '', bars: this.bars() },
      { key: 'ejected', label: 'Ejected', value: share, unit: '%', of: 100, line: maxEjectionPercent },
      { key: 'total', label: 'Ejections so far', value: ejections.total },
      { key: 'overflow', label: 'Spared by the share', value: ejections.overflow },
    ];
    const { lowest } = externalJudgement;
    if (!Number.isNaN(lowest)) {
      facts.push({ key: 'lowest', label: 'Lowest success rate allowed', value: lowest, unit: '%' });
    }
    if (panicking) facts.push({ key: 'panic', label: 'Panic', value: 'too few left: all are used' });
    return facts;
  }

  private bars(): FactBar[] {
    const { endpoints, detector, config } = this;
    const of = config.consecutive5xx;
    return Array.from(endpoints.listed.subarray(0, endpoints.listedCount), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const label = endpoints.nameOf(slot);
      if (detector.ejections.isOut(slot)) {
        const value = detector.ejections.secondsLeft(slot);
        const note = `ejected, ${value.toFixed(1)} s left`;
        return { label, value, of: detector.ejections.secondsInAll(slot), bad: value, note };
      }
      const { errors, local } = detector.inARow(slot);
      const value = Math.max(errors, local);
      return { label, value, of: Math.max(1, of), bad: value };
    });
  }
}
