import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { CHANGE, type Catalog } from './catalog.ts';

/**
 * `reapServices` (agent/agent.go): every 30 s an agent looks for services that were critical for longer than their
 * deregister_critical_service_after, of which less than a minute is a minute, and deregisters them. Each agent looks at moments of
 * its own, so the removal is up to 30 s late.
 */
export class Reaper {
  /** 0: never. */
  readonly afterSeconds: number;
  private readonly host: Host;
  private readonly afterMicros: number;
  private readonly timers: Int32Array;
  /** By row: when within 30 s its agent looks. */
  private readonly phases: Int32Array;

  constructor(
    build: InstanceBuild<{ readonly deregisterCriticalServiceAfterSeconds: number }>,
    private readonly catalog: Catalog,
    private readonly onReaped: (row: number) => void,
  ) {
    const wished = build.config.deregisterCriticalServiceAfterSeconds;
    this.host = build.host;
    this.afterSeconds = wished === 0 ? 0 : Math.max(wished, MINIMUM_SECONDS);
    this.afterMicros = sToMicros(this.afterSeconds);
    this.timers = build.i32(catalog.tenants.length).fill(NONE);
    this.phases = build.i32(catalog.tenants.length);
    const phases = build.stream('reaper');
    catalog.tenants.forEach((_, row) => (this.phases[row] = phases.below(REAP_INTERVAL_MICROS)));
    this.host.wakes(this);
  }

  /** It turned critical. */
  watch(row: number): void {
    if (this.afterSeconds === 0) return;
    // The first look at which it was critical for longer.
    const over = this.host.now + this.afterMicros - this.phases[row];
    const looks = Math.floor(over / REAP_INTERVAL_MICROS) + 1;
    this.forget(row);
    this.timers[row] = this.host.after(this.phases[row] + looks * REAP_INTERVAL_MICROS - this.host.now, row);
  }

  /** It is critical no more, or its agent is gone. */
  forget(row: number): void {
    if (this.timers[row] !== NONE) this.host.cancel(this.timers[row]);
    this.timers[row] = NONE;
  }

  timer(row: number): void {
    this.timers[row] = NONE;
    const silent = (this.host.now - this.catalog.criticalSince[row]) / MICROS_PER_S;
    this.catalog.change(row, CHANGE.reaped, silent, this.afterSeconds);
    this.onReaped(row);
  }
}

const MINIMUM_SECONDS = 60;
const REAP_INTERVAL_MICROS = 30 * MICROS_PER_S;
