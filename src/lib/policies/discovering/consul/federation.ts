import { OK } from '#lib/base/outcomes.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { OP } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import { givenUpAfterMicros, MAX_QUERY_TIME, RPC_HOLD_TIMEOUT_MICROS } from './held.ts';

/**
 * Questions for other datacenters (WAN federation). Catalogs are not replicated: what is asked about another datacenter is
 * forwarded to its servers, and when these cannot be reached that is an error, never an older answer. A prepared query with failover
 * asks others, one after the other, when nobody may be called here (agent/consul/prepared_query_endpoint.go).
 */
export class Federation {
  private readonly host: Host;
  /** By name of a datacenter. */
  private readonly ways: ReadonlyMap<string, Port>;
  /** Of a question that is held elsewhere. */
  private readonly heldLane: number;
  /** Those that a failed query is taken to, in their order. */
  private readonly failover: readonly Port[];
  private readonly noPath: number;
  /** Of all questions, how many were taken elsewhere. */
  private readonly counts: Int32Array;

  constructor(build: InstanceBuild<unknown>, failoverDatacenters: string) {
    const { peers, peerDatacenters, sim } = build;
    this.host = build.host;
    this.ways = new Map(peers.map((port, i) => [peerDatacenters[i], port]));
    this.heldLane = sim.lanes.lane(givenUpAfterMicros(MAX_QUERY_TIME, RPC_HOLD_TIMEOUT_MICROS));
    const names = failoverDatacenters.split(',').map((name) => name.trim());
    this.failover = names.flatMap((name) => this.ways.get(name) ?? []);
    this.noPath = build.reason('no path to datacenter', 'error');
    this.counts = build.i32(2);
  }

  get forwarded(): number {
    return this.counts[FORWARDED];
  }

  get failedOver(): number {
    return this.counts[FAILED_OVER];
  }

  get reaches(): boolean {
    return this.ways.size > 0;
  }

  /** Asks the datacenter of this name in the stead of whoever asked. */
  ask(visit: Frame, datacenter: string): void {
    const way = this.ways.get(datacenter);
    if (way === undefined) return this.host.answer(visit, this.noPath);
    this.counts[FORWARDED]++;
    this.host.frames.layer[visit] = NONE;
    this.host.forward(way, visit, this.host.frames.op[visit] === OP.watch ? this.heldLane : way.lane);
  }

  /** Takes a query elsewhere, from the first datacenter of its list on; false when it has none. */
  failOver(visit: Frame, from = 0): boolean {
    const way = this.failover.at(from);
    if (way === undefined) return false;
    if (from === 0) this.counts[FAILED_OVER]++;
    this.host.frames.layer[visit] = from;
    this.host.forward(way, visit);
    return true;
  }

  /** What was forwarded for a visit was answered, or failed. */
  answered(visit: Frame, call: Frame): void {
    const { layer, status, result } = this.host.frames;
    const ok = status[call] === OK;
    const asked = layer[visit];
    if (ok) result[visit] = result[call];
    if (asked === NONE) return this.host.answer(visit, ok ? OK : this.noPath);
    const found = ok && this.host.roster(result[call]).length > 0;
    if (found || !this.failOver(visit, asked + 1)) this.host.answer(visit, OK);
  }
}

const FORWARDED = 0;
const FAILED_OVER = 1;
