import { OK } from '#lib/base/outcomes.ts';
import type { Build } from './build.ts';
import { OP, type Checker } from './contract.ts';
import { OUT } from './endpoints.ts';
import { NONE, type Frame } from './frames.ts';
import type { Host } from './host.ts';
import type { Port } from './port.ts';

/**
 * Sends a port's active health checks: a probe to each host that discovery lists, the next one when its checker says. A
 * host that is not listed any more is forgotten when its next probe is due.
 */
export class Prober {
  private readonly host: Host;
  /** By slot: the timer of the next probe, NONE while none is planned; when it is due; whether the host is watched over. */
  private readonly timers: Int32Array;
  private readonly due: Float64Array;
  private readonly watched: Uint8Array;
  /** 1: the process that sends them is up. */
  private readonly running: Uint8Array;

  constructor(
    build: Build<unknown>,
    private readonly port: Port,
    private readonly checker: Checker,
  ) {
    this.host = build.host;
    this.timers = build.i32(port.endpoints.room).fill(NONE);
    this.due = build.f64(port.endpoints.room);
    this.watched = build.u8(port.endpoints.room);
    this.running = build.u8(1);
    this.host.wakes(this);
    port.endpoints.onListed = () => this.look();
  }

  /** The process is up, with nothing remembered. */
  reset(): void {
    this.stop();
    this.running[0] = 1;
    this.checker.reset();
    this.look();
  }

  /** The process is gone, and its probes with it. */
  stop(): void {
    for (const timer of this.timers) if (timer !== NONE) this.host.cancel(timer);
    this.timers.fill(NONE);
    this.watched.fill(0);
    this.running[0] = 0;
  }

  timer(slot: number): void {
    this.timers[slot] = NONE;
    if (this.lists(slot)) this.host.control(this.port, OP.probe, slot);
    else this.watched[slot] = 0;
  }

  /** A probe was answered, or failed. */
  answered(probe: Frame): void {
    const { payload, status } = this.host.frames;
    const slot = payload[probe];
    if (this.watched[slot] === 0) return;
    const { endpoints, ejector } = this.port;
    this.plan(slot, this.checker.result(slot, status[probe]));
    const isHealthy = status[probe] === OK && (endpoints.outOf(slot) & OUT.unhealthy) === 0;
    if (isHealthy) ejector?.foundHealthy?.(slot);
  }

  /** Brings the next probe of a host forward, to so many micros from now; one that is due earlier stays. */
  sooner(slot: number, micros: number): void {
    if (this.timers[slot] === NONE || this.due[slot] <= this.host.now + micros) return;
    this.host.cancel(this.timers[slot]);
    this.plan(slot, micros);
  }

  /** Discovery may have learned of hosts: the new ones are probed. */
  private look(): void {
    const { endpoints } = this.port;
    if (this.running[0] === 0) return;
    for (let i = 0; i < endpoints.listedCount; i++) {
      const slot = endpoints.slotOf(endpoints.listed[i]);
      if (this.watched[slot] === 1) continue;
      this.watched[slot] = 1;
      this.plan(slot, this.checker.first(slot));
    }
  }

  private plan(slot: number, micros: number): void {
    this.due[slot] = this.host.now + micros;
    this.timers[slot] = this.host.after(micros, slot);
  }

  private lists(slot: number): boolean {
    const { endpoints } = this.port;
    for (let i = 0; i < endpoints.listedCount; i++) {
      if (endpoints.slotOf(endpoints.listed[i]) === slot) return true;
    }
    return false;
  }
}
