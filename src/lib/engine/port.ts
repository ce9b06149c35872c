import type { Balancer, Gate, Resolver } from './contract.ts';
import { NONE } from './frames.ts';
import type { Wire } from './wire.ts';

/** Where a callee's instances are, as one caller knows it. State lives in the arena views it is given. */
export class Endpoints {
  /** `hosts` has room for the longest list; `meta` is [count, version]. */
  constructor(
    readonly hosts: Int32Array,
    private readonly meta: Int32Array,
  ) {}

  get count(): number {
    return this.meta[0];
  }

  /** Grows with every change, so that who keeps something by place notices. */
  get version(): number {
    return this.meta[1];
  }

  set(hosts: readonly number[]): void {
    this.hosts.set(hosts);
    this.meta[0] = hosts.length;
    this.meta[1]++;
  }
}

/** One instance's outlet along one edge: its own chain, its own copy of the endpoints. */
export class Port {
  readonly gates: Gate[] = [];
  balancer: Balancer | null = null;
  resolver: Resolver | null = null;

  constructor(
    readonly index: number,
    /** The calling host. */
    readonly host: number,
    readonly wire: Wire,
    /** The called node's index. */
    readonly callee: number,
    readonly endpoints: Endpoints,
    /** Lane of its time-out. */
    readonly lane: number,
    /** [head, tail] of the calls that wait for a first lookup, linked through the frames' `next`. */
    readonly parked: Int32Array,
  ) {
    parked.fill(NONE);
  }
}
