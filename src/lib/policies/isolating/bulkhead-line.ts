import { REFUSE, type Verdict } from '#lib/engine/contract.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { Line, LINE_STATE } from '#lib/engine/line.ts';

/** Calls that wait for a permit, first come first served, each for so long at most. */
export class BulkheadLine {
  private readonly host: Host;
  private readonly line: Line;
  private readonly tooLong: Verdict;

  /** `waitMicros`: 0 = as long as it takes. `reason` is why one that waited in vain is refused. */
  constructor(
    build: Build<unknown>,
    private readonly waitMicros: number,
    reason: string,
  ) {
    this.host = build.host;
    this.line = new Line(build.host.frames, build.i32(LINE_STATE));
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

  /** The next in line, or NONE. */
  next(): Frame {
    return this.line.shift();
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
  }
}
