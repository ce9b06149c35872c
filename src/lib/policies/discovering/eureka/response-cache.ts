import { msToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Board } from '#lib/policies/discovering/board.ts';
import type { EurekaConfig } from './policy.ts';

const FILLED = 0;
const TIMER = 1;

/**
 * What fetches are answered with. A change of the registry invalidates the read-write cache at once; the read-only cache before it
 * is filled by the first fetch and then renewed at whole multiples of its interval by the wall clock. All of it is one entry: a
 * fetch is always of the whole registry.
 */
export class ResponseCache {
  private readonly host: Host;
  private readonly intervalMicros: number;
  private readonly used: boolean;
  private readonly epochMicros: number;
  /** By node: the list in the read-only cache. */
  private readonly rosters: Int32Array;
  private readonly state: Int32Array;

  constructor(
    build: InstanceBuild<EurekaConfig>,
    private readonly board: Board,
  ) {
    const { useReadOnlyResponseCache, responseCacheUpdateIntervalMs } = build.config;
    this.host = build.host;
    this.used = useReadOnlyResponseCache;
    this.intervalMicros = msToMicros(responseCacheUpdateIntervalMs);
    this.epochMicros = build.epochMicros;
    this.rosters = build.i32(build.nodes);
    this.state = build.i32(2);
    this.state[TIMER] = NONE;
    this.host.wakes(this);
  }

  started(): void {
    this.state[FILLED] = 0;
    if (this.used) this.arm();
  }

  stopped(): void {
    if (this.used) this.host.cancel(this.state[TIMER]);
  }

  timer(): void {
    this.arm();
    if (this.state[FILLED] === 1) this.fill();
  }

  /** The list of a node, as a fetch finds it. */
  read(node: number): number {
    if (!this.used) return this.board.newest(node);
    if (this.state[FILLED] === 0) this.fill();
    return this.rosters[node];
  }

  private fill(): void {
    this.state[FILLED] = 1;
    for (let node = 0; node < this.rosters.length; node++) this.rosters[node] = this.board.newest(node);
  }

  private arm(): void {
    const past = (this.epochMicros + this.host.now) % this.intervalMicros;
    this.state[TIMER] = this.host.after(this.intervalMicros - past, 0);
  }
}
