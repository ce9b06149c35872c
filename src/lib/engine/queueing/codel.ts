import type { Fact } from '#lib/base/fact.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Line } from './line.ts';
import { Waiting, type Room } from './waiting.ts';

const DROPPING = 0;
const COUNT = 1;
const LAST_COUNT = 2;
const FIRST_ABOVE = 3;
const DROP_NEXT = 4;
const SHED = 5;

export interface CodelOptions {
  readonly targetMicros: number;
  readonly intervalMicros: number;
  readonly limit: number;
  giveUp(visit: Frame): void;
}

/**
 * First come, first served with controlled delay: RFC 8289, "Controlled Delay Active Queue Management" (K. Nichols,
 * V. Jacobson, A. McGregor, J. Iyengar, 2018), its pseudocode of section 5 line by line. When every wait of an
 * interval was above the target, one visit is given up as it is taken out, and further ones at gaps of interval /
 * sqrt(count), until a wait is below the target. Where the RFC spares a queue of no more than one packet, this
 * spares one of no more than one visit. It looks at a visit only when a slot is free for it.
 */
export class Codel implements Line {
  private readonly waiting: Waiting;
  private readonly state: Float64Array;

  constructor(
    room: Room,
    private readonly clock: { readonly now: number },
    private readonly options: CodelOptions,
  ) {
    this.waiting = new Waiting(room, options.limit);
    this.state = room.f64(6);
  }

  add(visit: Frame): void {
    this.waiting.add(visit, this.clock.now);
  }

  take(): Frame {
    const state = this.state;
    const now = this.clock.now;
    let mayDrop = this.mayDropOldest();
    if (state[DROPPING] === 1) {
      if (!mayDrop) state[DROPPING] = 0;
      while (state[DROPPING] === 1 && now >= state[DROP_NEXT]) {
        this.drop();
        state[COUNT]++;
        mayDrop = this.mayDropOldest();
        if (!mayDrop) state[DROPPING] = 0;
        else state[DROP_NEXT] = this.controlLaw(state[DROP_NEXT]);
      }
    } else if (mayDrop) {
      this.drop();
      this.mayDropOldest();
      state[DROPPING] = 1;
      // Dropping again soon after it stopped: begin near the rate that worked.
      const { intervalMicros } = this.options;
      const delta = state[COUNT] - state[LAST_COUNT];
      state[COUNT] = delta > 1 && now - state[DROP_NEXT] < 16 * intervalMicros ? delta : 1;
      state[DROP_NEXT] = this.controlLaw(now);
      state[LAST_COUNT] = state[COUNT];
    }
    return this.waiting.count === 0 ? NONE : this.waiting.takeOldest();
  }

  relieve(): void {}

  clear(): void {
    this.waiting.clear();
    this.state.fill(0, 0, SHED);
  }

  explain(): readonly Fact[] {
    const { state } = this;
    return [
      { key: 'dropping', label: 'queue', value: state[DROPPING] === 1 ? 'is shedding' : 'is in order' },
      { key: 'shed', label: 'shed so far', value: state[SHED] },
    ];
  }

  /** Whether waits have been above the target for an interval, the one of who is next being the last of them. */
  private mayDropOldest(): boolean {
    const { state, waiting, options } = this;
    const now = this.clock.now;
    const short = waiting.count === 0 || now - waiting.oldestSince() < options.targetMicros;
    if (short || waiting.count <= 2) {
      // Nobody, or one beside who is next.
      state[FIRST_ABOVE] = 0;
      return false;
    }
    if (state[FIRST_ABOVE] === 0) state[FIRST_ABOVE] = now + options.intervalMicros;
    else return now >= state[FIRST_ABOVE];
    return false;
  }

  private drop(): void {
    this.state[SHED]++;
    this.options.giveUp(this.waiting.takeOldest());
  }

  private controlLaw(fromMicros: number): number {
    return fromMicros + this.options.intervalMicros / Math.sqrt(this.state[COUNT]);
  }
}
