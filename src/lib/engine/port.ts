import type { Arena } from './arena.ts';
import type { Balancer, Checker, Ejector, Explains, Fork, Gate, Resolver } from './contract.ts';
import type { Endpoints } from './endpoints.ts';
import { NONE, type Frames } from './frames.ts';
import { Line, LINE_STATE } from './line.ts';
import type { Wire } from './wire.ts';

/** A layer of a port's chain, outermost first: a gate or a fork, and what it is called on the page. */
export type Layer = GateLayer | Readonly<{ title: string; gate: null; fork: Fork }>;
export type GateLayer = Readonly<{ title: string; gate: Gate; fork: null }>;

/** One instance's outlet along one edge: its own chain, its own copy of the endpoints. */
export class Port {
  readonly layers: Layer[] = [];
  /** By layer, and one more for the connection: the lane of the time-out that starts there, or NONE. */
  readonly lanes: number[] = [NONE];
  balancer: Balancer | null = null;
  resolver: Resolver | null = null;
  /** The port through which the resolver asks: its callee is the registry. */
  registry: Port | null = null;
  ejector: Ejector | null = null;
  checker: Checker | null = null;
  /** Of a way to a registry: the datacenter that is asked for along it; '' = the registry's own. Set at build. */
  datacenter = '';
  /** Whether its calls end with the deadline of what they are made for, and take theirs along. */
  propagatesDeadline = false;
  /** Whether anyone wants to know how calls to hosts ended. */
  watched = false;
  /** Calls that wait for a first lookup; and of these the ones that are just being told how it went. */
  readonly parked: Line;
  readonly resuming: Line;
  /** Lane of a probe's time-out, or NONE. */
  probeLane = NONE;

  constructor(
    readonly index: number,
    /** The calling host. */
    readonly host: number,
    readonly wire: Wire,
    /** The called node's index. */
    readonly callee: number,
    readonly endpoints: Endpoints,
    /** Lane of its time-out; also that of control messages. */
    readonly lane: number,
    { arena, frames }: { readonly arena: Arena; readonly frames: Frames },
    /** It goes against its edge's direction: a registry that asks those who announce themselves along the edge. */
    readonly reversed = false,
  ) {
    this.parked = new Line(frames, arena.i32(LINE_STATE));
    this.resuming = new Line(frames, arena.i32(LINE_STATE));
    this.lanes[0] = lane;
  }

  /**
   * Whether the time-out of a try stands still while the balancer keeps the call: where the balancer retries by itself, the
   * time-out is the connection's, and how long a call may wait for one is the balancer's own setting.
   */
  get boundsQueue(): boolean {
    return this.balancer?.again !== undefined && this.lanes[this.layers.length] !== NONE;
  }

  /** A call that was sent to a host ended. */
  ended(call: number): void {
    // A check that watches the traffic first: a balancer that plans another try sees whom it took out.
    this.checker?.ended?.(call);
    this.balancer?.ended?.(call);
    this.ejector?.ended(call);
    this.resolver?.ended?.(call);
  }

  /** Everything on it that explains itself, in the order in which a call meets it. */
  get parts(): [title: string, part: Explains][] {
    const parts: [string, Explains | null][] = [
      ...this.layers.map(({ title, gate, fork }): [string, Explains] => [title, gate ?? fork]),
      ['balancer', this.balancer],
      ['ejection', this.ejector],
      ['health', this.checker],
      ['discovery', this.resolver],
    ];
    return parts.filter((each): each is [string, Explains] => each[1] !== null);
  }
}
