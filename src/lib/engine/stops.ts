import { MICROS_PER_S } from '#lib/base/time.ts';
import { ORDER } from './events.ts';
import { NONE } from './frames.ts';
import { REACH } from './levers.ts';
import type { Simulation } from './simulation.ts';

/**
 * Graceful stops, as an orchestrator does them: the instance says goodbye to its registry and, at the same moment, its stop begins:
 * it goes on serving for its `preStop` time, then refuses new connections, finishes what it has in hand, and exits, or is killed
 * when its grace is over. Requests that are still sent to it after it closed are refused: nobody orders the two.
 */
export class Stops {
  private readonly timers: Int32Array;
  private readonly askedAt: Float64Array;
  private readonly closedAt: Float64Array;
  /** 1: its address is given up when it has exited. */
  private readonly leaves: Uint8Array;
  private readonly owner: number;

  constructor(
    private readonly sim: Simulation,
    hosts: number,
  ) {
    this.timers = sim.arena.i32(hosts).fill(NONE);
    this.askedAt = sim.arena.f64(hosts);
    this.closedAt = sim.arena.f64(hosts);
    this.leaves = sim.arena.u8(hosts);
    this.owner = sim.owners.push({ timer: (host) => this.look(host) }) - 1;
  }

  /** Asks an instance to stop; with `leaves` its address is given up afterwards. */
  stop(host: number, leaves: boolean): void {
    const { sim } = this;
    const { life, registrants } = sim.instances[host];
    if (!life.step('stopping', life.pace.preStopMicros / MICROS_PER_S)) return;
    this.leaves[host] = leaves ? 1 : 0;
    this.askedAt[host] = sim.now;
    this.closedAt[host] = NONE;
    for (const registrant of registrants) registrant.stopping?.();
    this.wakeIn(host, Math.min(life.pace.preStopMicros, life.pace.graceMicros));
  }

  /** The process is gone by other means. */
  forget(host: number): void {
    if (this.timers[host] !== NONE) this.sim.timers.cancel(this.timers[host], this.owner);
    this.timers[host] = NONE;
  }

  private look(host: number): void {
    const { sim } = this;
    this.timers[host] = NONE;
    if (this.closedAt[host] === NONE) {
      this.closedAt[host] = sim.now;
      sim.levers.down[host] = REACH.refuses;
      sim.counters.forgetGhost(host);
    }
    const graceEnds = this.askedAt[host] + sim.instances[host].life.pace.graceMicros;
    if (sim.now < graceEnds && sim.hasInHand(host)) {
      this.wakeIn(host, Math.min(LOOK_MICROS, graceEnds - sim.now));
      return;
    }
    sim.mortality.exit(host, sim.now - this.closedAt[host]);
    if (this.leaves[host] === 1) sim.moves.vacate(host);
  }

  private wakeIn(host: number, micros: number): void {
    this.timers[host] = this.sim.after(this.owner, micros, host, ORDER.timers);
  }
}

/** How often it looks whether its work is done. */
const LOOK_MICROS = 50_000;
