import type { Build } from '#lib/engine/build.ts';

const FIRST = 0;
const COUNT = 1;

/**
 * Connections that wait for a call: the one used last is used next, the one that has been idle longest is closed first. A
 * ring of (idle since, calls served) in views of the arena.
 */
export class IdleConnections {
  private readonly since: Float64Array;
  private readonly calls: Int32Array;
  private readonly state: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly room: number,
  ) {
    this.since = build.f64(room);
    this.calls = build.i32(room);
    this.state = build.i32(2);
  }

  get count(): number {
    return this.state[COUNT];
  }

  /** When the one that has been idle longest became so. */
  get oldestSince(): number {
    return this.since[this.state[FIRST]];
  }

  /** Keeps a connection that has served so many calls; there must be room. */
  keep(nowMicros: number, calls: number): void {
    const at = (this.state[FIRST] + this.state[COUNT]++) % this.room;
    this.since[at] = nowMicros;
    this.calls[at] = calls;
  }

  /** Takes the one used last; what comes back is how many calls it has served. */
  take(): number {
    return this.calls[(this.state[FIRST] + --this.state[COUNT]) % this.room];
  }

  /** Closes the one that has been idle longest. */
  dropOldest(): void {
    this.state[FIRST] = (this.state[FIRST] + 1) % this.room;
    this.state[COUNT]--;
  }

  clear(): void {
    this.state.fill(0);
  }
}
