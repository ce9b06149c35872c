import type { Member } from './fleet-steps.ts';
import { NONE } from './frames.ts';
import type { Simulation } from './simulation.ts';

/**
 * The roll of a node's instances: who runs which version, since when it is ready or down, and who was asked to leave. Where nobody
 * probes its instances it goes by the process, like an orchestrator without probes: one that hangs looks well to it.
 */
export class Roll {
  private readonly versions: Int32Array;
  private readonly leaving: Uint8Array;
  private readonly readyAt: Float64Array;
  private readonly downAt: Float64Array;

  constructor(
    private readonly sim: Simulation,
    /** The node's addresses follow each other. */
    private readonly first: number,
    private readonly addresses: number,
    instances: number,
  ) {
    this.versions = sim.arena.i32(addresses).fill(1);
    this.leaving = sim.arena.u8(addresses);
    this.readyAt = sim.arena.f64(addresses).fill(LONG_AGO, 0, instances).fill(NONE, instances);
    this.downAt = sim.arena.f64(addresses).fill(NONE);
  }

  versionOf(host: number): number {
    return this.versions[host - this.first];
  }

  setVersion(host: number, version: number): void {
    this.versions[host - this.first] = version;
  }

  /** Reads every life anew; who was asked to leave and is still there, or was killed on its way out, goes now. */
  look(): void {
    const { sim, first, addresses, leaving, readyAt, downAt } = this;
    for (let at = 0; at < addresses; at++) {
      const { state } = sim.instances[first + at].life;
      if (!this.isReady(first + at)) readyAt[at] = NONE;
      else if (readyAt[at] === NONE) readyAt[at] = sim.now;
      if (state !== 'down') downAt[at] = NONE;
      else if (downAt[at] === NONE) downAt[at] = sim.now;
      if (state === 'absent') leaving[at] = 0;
      else if (leaving[at] === 1 && state !== 'stopping') this.dismiss(first + at);
    }
  }

  /** Asks one to leave: it stops gracefully if there is a process to ask, and its address is given up. */
  dismiss(host: number): void {
    this.leaving[host - this.first] = 1;
    if (this.sim.instances[host].life.state === 'down') this.sim.moves.vacate(host);
    else this.sim.stops.stop(host, true);
  }

  /** Somebody else asks it to stop: with this, it leaves. */
  letGo(host: number): void {
    this.leaving[host - this.first] = 1;
  }

  members(minReadyMicros: number): Member[] {
    const members: Member[] = [];
    for (let at = 0; at < this.addresses; at++) {
      const host = this.first + at;
      const { state } = this.sim.instances[host].life;
      if (state === 'absent' || this.leaving[at] === 1) continue;
      const readyAt = this.readyAt[at];
      const available = readyAt !== NONE && this.sim.now - readyAt >= minReadyMicros;
      const coming = state === 'starting' || (runs(state) && !available);
      members.push({ host, version: this.versions[at], available, readyAt, coming });
    }
    return members;
  }

  private isReady(host: number): boolean {
    const { life, registrants } = this.sim.instances[host];
    return runs(life.state) && registrants.every((registrant) => registrant.ready?.() ?? true);
  }

  /** Asked to leave, and not gone yet. */
  get going(): number {
    let count = 0;
    for (let at = 0; at < this.addresses; at++) {
      if (this.leaving[at] === 1 && !this.sim.instances[this.first + at].life.absent) count++;
    }
    return count;
  }

  /** Since when a member is down; NONE: it is not. */
  downSince({ host }: Member): number {
    return this.downAt[host - this.first];
  }
}

function runs(state: string): boolean {
  return state === 'up' || state === 'hung';
}

/** Who is there at first has been up for long before the run. */
const LONG_AGO = -1e12;
