import type { InstanceBuild } from '#lib/engine/build.ts';
import { OP } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { sameRoster, type Roster } from '#lib/engine/rosters.ts';

/**
 * Where a registry pins up its lists: the newest roster of each node, and who wants to be told of another. A list that says the
 * same as the one before is no news.
 */
export class Board {
  private readonly host: Host;
  /** Newest roster of each node, NONE before the first. */
  private readonly rosterOf: Int32Array;
  /** By port that wants endpoints: one more than the registry port to tell it through, 0 when nobody watches. */
  private readonly watchers: Int32Array;

  constructor(build: InstanceBuild<unknown>) {
    this.host = build.host;
    this.rosterOf = build.i32(build.nodes).fill(NONE);
    this.watchers = build.i32(build.portCount);
  }

  /** The newest list of a node, by its number. */
  newest(node: number): number {
    if (this.rosterOf[node] === NONE) this.rosterOf[node] = this.host.publish([]);
    return this.rosterOf[node];
  }

  /** Pins up a list, and tells whoever watches, unless it is what hung there before. */
  publish(node: number, hosts: Roster): void {
    const before = this.rosterOf[node];
    if (before !== NONE && sameRoster(this.host.roster(before), hosts)) return;
    const roster = this.host.publish(hosts);
    this.rosterOf[node] = roster;
    for (let wanted = 0; wanted < this.watchers.length; wanted++) {
      const through = this.watchers[wanted] - 1;
      if (through < 0 || this.host.port(wanted).callee !== node) continue;
      this.host.notify(this.host.port(through), wanted, roster);
    }
  }

  /** The node that a lookup asks for; who watches is remembered. */
  asked(visit: Frame): number {
    const { frames } = this.host;
    const wanted = frames.payload[visit];
    if (frames.op[visit] === OP.watch) this.watchers[wanted] = frames.port[visit] + 1;
    return this.host.port(wanted).callee;
  }

  /** Connections are gone, and watches with them. */
  forgetWatchers(): void {
    this.watchers.fill(0);
  }
}
