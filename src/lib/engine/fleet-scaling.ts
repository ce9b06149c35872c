import type { Load, Scaler } from './contract.ts';
import type { Member } from './fleet-steps.ts';
import { NONE } from './frames.ts';
import type { Simulation } from './simulation.ts';

/** Measures a node's instances for its autoscaler: how busy each was since it was last asked. */
export class FleetScaling {
  /** By address: the station's time integral of busy slots when it was last read. */
  private readonly busyAreas: Float64Array;
  private readonly readAt: Float64Array;

  constructor(
    private readonly sim: Simulation,
    private readonly first: number,
    addresses: number,
    readonly scaler: Scaler,
  ) {
    this.busyAreas = sim.arena.f64(addresses);
    this.readAt = sim.arena.f64(1);
  }

  /** How many instances the autoscaler wants now. */
  wanted(members: readonly Member[], desired: number): number {
    const shares: number[] = [];
    let unready = 0;
    let missing = 0;
    const since = this.readAt[0];
    for (const { host, readyAt, coming } of members) {
      if (coming || readyAt > since) unready++;
      else if (readyAt === NONE) missing++;
      else shares.push(this.busyShare(host, since));
    }
    this.read();
    return this.scaler.wanted({ desired, shares, unready, missing } satisfies Load);
  }

  private busyShare(host: number, since: number): number {
    const { station } = this.sim.instances[host];
    if (station === null) return 0;
    const busy = station.totalsNow().busyArea - this.busyAreas[host - this.first];
    return busy / (station.slots * (this.sim.now - since));
  }

  private read(): void {
    for (let at = 0; at < this.busyAreas.length; at++) {
      this.busyAreas[at] = this.sim.instances[this.first + at].station?.totalsNow().busyArea ?? 0;
    }
    this.readAt[0] = this.sim.now;
  }
}
