import type { Balancer, Gate, Resolver } from './contract.ts';
import { NONE } from './frames.ts';
import type { Wire } from './wire.ts';

/** Where a callee's instances are, as one caller knows it. State lives in the arena views it is given. */
export class Endpoints {
  /** `hosts` has room for the longest list; `length` is one number, how many of it are meant. */
  constructor(
    readonly hosts: Int32Array,
    private readonly length: Int32Array,
  ) {}

  get count(): number {
    return this.length[0];
  }

  set(hosts: readonly number[]): void {
    this.hosts.set(hosts);
    this.length[0] = hosts.length;
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
