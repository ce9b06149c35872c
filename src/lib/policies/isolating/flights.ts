import type { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';

const HEAD = 0;
const COUNT = 1;

/**
 * What is known of the calls in flight since they were let in: when, and how many were in flight then, themselves included.
 * A call notes only its place in this table: a time in micros does not fit in what a layer may note of a call, and the
 * frame's own times tell of other moments (born: before the layers outside; sent: after those inside).
 */
export class Flights {
  /** Asked for the time: a moment that is told is boxed where V8 does not inline the call. */
  private readonly host: Host;
  private readonly since: Float64Array;
  /** In flight at the start; of a free place: the next free one. */
  private readonly notes: Int32Array;
  private readonly state: Int32Array;

  /** `most`: how many can be in flight at once. */
  constructor(build: Build<unknown>, most: number) {
    this.host = build.host;
    this.since = build.f64(most);
    this.notes = build.i32(most);
    this.state = build.i32(2);
    this.clear();
  }

  get count(): number {
    return this.state[COUNT];
  }

  /** A call starts; what comes back is its place. */
  start(): number {
    const { state, notes } = this;
    const place = state[HEAD];
    state[HEAD] = notes[place];
    notes[place] = ++state[COUNT];
    this.since[place] = this.host.now;
    return place;
  }

  /** How long it has been in flight, in whole micros. */
  tookMicros(place: number): number {
    return this.host.now - this.since[place];
  }

  inflightAtStart(place: number): number {
    return this.notes[place];
  }

  end(place: number): void {
    const { state, notes } = this;
    notes[place] = state[HEAD];
    state[HEAD] = place;
    state[COUNT]--;
  }

  clear(): void {
    const { notes } = this;
    for (let at = 0; at < notes.length; at++) notes[at] = at + 1 < notes.length ? at + 1 : NONE;
    this.state.fill(0);
  }
}
