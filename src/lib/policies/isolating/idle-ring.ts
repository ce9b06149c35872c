import type { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';

const FIRST = 0;
const COUNT = 1;
const TIMER = 2;

/**
 * Connections or threads that wait for a call, each with a number of its owner's: a ring in order of how long they have been
 * idle, in views of the arena. Whoever has one is woken by one timer at a time, however many are idle.
 */
export class IdleRing {
  private readonly host: Host;
  private readonly since: Float64Array;
  private readonly notes: Int32Array;
  private readonly state: Int32Array;

  /** `idleMicros`: after so long an idle one is due to end, and the host's owner is woken for it; Infinity: never. */
  constructor(
    build: Build<unknown>,
    readonly room: number,
    private readonly idleMicros: number,
  ) {
    this.host = build.host;
    this.since = build.f64(room);
    this.notes = build.i32(room);
    this.state = build.i32(3);
    this.state[TIMER] = NONE;
  }

  get count(): number {
    return this.state[COUNT];
  }

  /** Whether the one that has been idle longest has been so for too long. */
  get isOldestDue(): boolean {
    return this.count > 0 && this.since[this.state[FIRST]] + this.idleMicros <= this.host.now;
  }

  /** One becomes idle now; there must be room. */
  keep(note: number): void {
    const at = (this.state[FIRST] + this.state[COUNT]++) % this.room;
    this.since[at] = this.host.now;
    this.notes[at] = note;
  }

  /** Takes the one used last; what comes back is its note. */
  takeNewest(): number {
    return this.notes[(this.state[FIRST] + --this.state[COUNT]) % this.room];
  }

  /** Takes the one that has been idle longest. */
  takeOldest(): void {
    this.state[FIRST] = (this.state[FIRST] + 1) % this.room;
    this.state[COUNT]--;
  }

  /** The owner is to be woken when the oldest is due; if it was used meanwhile, it arms anew. */
  arm(): void {
    const { state, host } = this;
    if (state[TIMER] !== NONE || state[COUNT] === 0 || this.idleMicros === Infinity) return;
    state[TIMER] = host.after(Math.max(0, this.since[state[FIRST]] + this.idleMicros - host.now), 0);
  }

  /** The owner was woken. */
  woke(): void {
    this.state[TIMER] = NONE;
  }

  clear(): void {
    const { state } = this;
    if (state[TIMER] !== NONE) this.host.cancel(state[TIMER]);
    state[FIRST] = state[COUNT] = 0;
    state[TIMER] = NONE;
  }
}
