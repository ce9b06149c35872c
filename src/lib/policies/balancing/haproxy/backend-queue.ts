import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, REFUSE, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { Line, LINE_STATE } from '#lib/engine/line.ts';

/**
 * A queue of the backend, or of one of its servers (queue.c): calls that found it full, first in, first out. A server that
 * becomes free takes the head; who waits longer than `timeout queue` gets a 503.
 */
export class BackendQueue {
  private readonly host: Host;
  private readonly line: Line;
  private readonly timeoutMicros: number;
  private readonly timer: Int32Array;
  private readonly timedOut: Verdict;

  /** `timeoutMs` 0: nobody's time runs out. `tag` is what its timer is to be called by. */
  constructor(
    build: Build<unknown>,
    timeoutMs: number,
    private readonly tag: number,
    /** The slot that the call which is being served was given, or NONE: one for all queues of a backend. */
    private readonly granted: Int32Array,
  ) {
    this.host = build.host;
    this.line = new Line(build.host.frames, build.i32(LINE_STATE));
    this.timeoutMicros = msToMicros(timeoutMs);
    this.timer = build.i32(1).fill(NONE);
    this.timedOut = REFUSE + build.reason('queue time-out', 'queue-full');
  }

  get length(): number {
    return this.line.count;
  }

  /** The one that waits longest; since when. */
  get head(): Frame {
    return this.line.head;
  }

  get headSince(): number {
    return this.host.frames.since[this.line.head >> 1];
  }

  /** Forgets everybody: their calls are gone. */
  clear(): void {
    this.line.clear();
    this.granted[0] = NONE;
    if (this.timer[0] !== NONE) this.host.cancel(this.timer[0]);
    this.timer[0] = NONE;
  }

  push(call: Frame): void {
    // Overwritten once it is sent.
    this.host.frames.since[call >> 1] = this.host.now;
    this.line.push(call);
    this.plan();
  }

  remove(call: Frame): boolean {
    return this.line.remove(call);
  }

  /** The one that waits longest goes to this server: it asks for a pick again, and is told by `grant`. */
  serve(slot: number): void {
    this.granted[0] = slot;
    this.host.resume(this.line.shift(), GO);
  }

  /** Takes out the one that waits longest; NONE when nobody does. */
  shift(): Frame {
    return this.line.shift();
  }

  /** Its timer fired: those whose time is up are refused. */
  expire(): void {
    const { line, host } = this;
    this.timer[0] = NONE;
    while (line.count > 0 && this.dueIn(line.head) <= 0) host.resume(line.shift(), this.timedOut);
    this.plan();
  }

  private plan(): void {
    const idle = this.timeoutMicros === 0 || this.line.count === 0 || this.timer[0] !== NONE;
    if (!idle) this.timer[0] = this.host.after(Math.max(0, this.dueIn(this.line.head)), this.tag);
  }

  private dueIn(call: Frame): number {
    return this.host.frames.since[call >> 1] + this.timeoutMicros - this.host.now;
  }
}
