import type { Build } from '#lib/engine/build.ts';
import type { Host } from '#lib/engine/host.ts';
import { NONE } from '#lib/engine/frames.ts';
import { sameRoster, type Roster } from '#lib/engine/rosters.ts';

/** Most addresses that a node has. */
const MOST = 64;

/** The lists that names stand for, each in as many orders as it has addresses; an order is published when it is first asked for. */
export class Turns {
  private readonly host: Host;
  /** By name and turn: number of the published roster, NONE before. */
  private readonly published: Int32Array;

  constructor(build: Build<unknown>, names: number) {
    this.host = build.host;
    this.published = build.i32(names * MOST).fill(NONE);
  }

  /** What the zone said; a list that is the same as before keeps its numbers. */
  learn(name: number, records: Roster): void {
    const known = this.published[name * MOST];
    if (known !== NONE && sameRoster(this.host.roster(known), records)) return;
    this.published.fill(NONE, name * MOST, (name + 1) * MOST);
    this.published[name * MOST] = this.host.publish(records);
  }

  /** The list after so many turns, in each of which the last address comes to the front. */
  roster(name: number, turns: number): number {
    const first = name * MOST;
    const records = this.host.roster(this.published[first]);
    const turn = records.length > 1 ? turns % records.length : 0;
    if (this.published[first + turn] === NONE) {
      const from = records.length - turn;
      this.published[first + turn] = this.host.publish([...records.slice(from), ...records.slice(0, from)]);
    }
    return this.published[first + turn];
  }
}
