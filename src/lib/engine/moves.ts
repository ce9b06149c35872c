import { NONE } from './frames.ts';
import type { Simulation } from './simulation.ts';

/**
 * New instances of a node at addresses of their own. A node has more addresses than instances; one that was given up longest ago
 * is taken first, so that a stale copy meets nobody there for as long as possible, as with the address pools of real networks.
 */
export class Moves {
  private readonly vacatedAt: Float64Array;

  constructor(
    private readonly sim: Simulation,
    hosts: number,
  ) {
    this.vacatedAt = sim.arena.f64(hosts).fill(NONE);
  }

  /** Its machine gives up the instance at once, and another comes up at another address. */
  replace(host: number): void {
    const { mortality, instances } = this.sim;
    if (instances[host].life.absent) return;
    const address = this.freeAddress(host);
    mortality.lose(host);
    this.vacate(host);
    if (address !== NONE) this.sim.fleets[instances[host].node]?.succeeds(host, address);
    mortality.create(address === NONE ? host : address);
  }

  vacate(host: number): void {
    this.sim.mortality.vacate(host);
    this.vacatedAt[host] = this.sim.now;
  }

  /** A free address of the same node where there is a machine, or NONE. */
  freeAddress(host: number): number {
    const { instances, levers } = this.sim;
    const { node } = instances[host];
    let best = NONE;
    for (let other = 0; other < instances.length; other++) {
      if (instances[other].node !== node || !instances[other].life.absent) continue;
      if (levers.unpowered[other] === 1) continue;
      if (best === NONE || this.vacatedAt[other] < this.vacatedAt[best]) best = other;
    }
    return best;
  }

  /** Whoever calls along this edge and has its callee's addresses by heart is given those of today. */
  tell(edge: number): void {
    const { ports, instances } = this.sim;
    for (const { wire, resolver, callee, endpoints } of ports) {
      if (wire.index !== edge || resolver !== null) continue;
      const taken = instances.flatMap(({ node, life }, host) =>
        node === callee && !life.absent ? [host] : [],
      );
      endpoints.set(taken);
    }
  }
}
