import { REFUSE, type Verdict } from '#lib/engine/contract.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { Line, LINE_STATE } from '#lib/engine/line.ts';

/** What those in line wait for. */
export interface Places {
  readonly isFree: boolean;
  /** Gives a place to one that waited, and lets it go on. */
  seat(call: Frame): void;
}

/** Calls that wait for a place, first come first served, each for so long at most. */
export class BulkheadLine {
  private readonly host: Host;
  private readonly line: Line;
  private readonly serving: Int32Array;
  private readonly tooLong: Verdict;

  /** `waitMicros`: 0 = as long as it takes. `reason` is why one that waited in vain is refused. */
  constructor(
    build: Build<unknown>,
    private readonly waitMicros: number,
    reason: string,
  ) {
    this.host = build.host;
    this.line = new Line(build.host.frames, build.i32(LINE_STATE));
    this.serving = build.i32(1);
    this.tooLong = REFUSE + build.reason(reason, 'queue-full');
  }

  get count(): number {
    return this.line.count;
  }

  /** PARK: the call waits. */
  wait(call: Frame, parked: Verdict): Verdict {
    this.line.push(call);
    return this.waitMicros > 0 ? this.host.delay(call, this.waitMicros) : parked;
  }

  /**
   * Places became free: they go to who waits longest. One that ends at once frees its place while it is being served;
   * it is this loop that gives it on, or thousands in line would stand on the stack.
   */
  serve(places: Places): void {
    if (this.serving[0] === 1) return;
    this.serving[0] = 1;
    while (this.line.count > 0 && places.isFree) places.seat(this.line.shift());
    this.serving[0] = 0;
  }

  /** Its time is over. */
  waited(call: Frame): Verdict {
    this.line.remove(call);
    return this.tooLong;
  }

  withdraw(call: Frame): void {
    this.line.remove(call);
  }

  clear(): void {
    this.line.clear();
    this.serving[0] = 0;
  }
}
