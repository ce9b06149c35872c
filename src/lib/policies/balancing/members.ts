import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';

/** For which hosts a table was made: it must be made anew when, and only when, others are in use. */
export class Members {
  private readonly members: Uint8Array;
  private readonly now: Uint8Array;
  private readonly seen: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly endpoints: Endpoints,
  ) {
    this.members = build.u8(endpoints.room);
    this.now = build.u8(endpoints.room);
    this.seen = build.i32(1).fill(NONE);
  }

  /** Whether other hosts are in use than when it was last asked. */
  changed(): boolean {
    const { endpoints, members, now, seen } = this;
    if (seen[0] === endpoints.version) return false;
    const isFirst = seen[0] === NONE;
    seen[0] = endpoints.version;
    now.fill(0);
    for (let i = 0; i < endpoints.count; i++) now[endpoints.slotOf(endpoints.hosts[i])] = 1;
    let changed = isFirst;
    for (let slot = 0; slot < now.length; slot++) if (now[slot] !== members[slot]) changed = true;
    members.set(now);
    return changed;
  }

  /** Their slots, ascending. */
  get slots(): number[] {
    return [...this.members.keys()].filter((slot) => this.members[slot] === 1);
  }

  reset(): void {
    this.seen[0] = NONE;
  }
}
