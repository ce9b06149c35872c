import { OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';

/**
 * Blocking queries (agent/consul/rpc.go `blockingQuery`): a question that knows the newest index is held until the index moves, or
 * its wait is over, of which up to a sixteenth is added at random. A client asks one question at a time for each thing it watches.
 */
export class HeldQueries {
  private readonly host: Host;
  private readonly jitter: Stream;
  private readonly waitMicros: number;
  /** By port that wants to know: the visit that is held, and its timer. */
  private readonly visits: Int32Array;
  private readonly timers: Int32Array;

  constructor(
    build: InstanceBuild<unknown>,
    waitSeconds: number,
    /** What is answered: the newest list of a node. */
    private readonly newest: (node: number) => number,
  ) {
    this.host = build.host;
    this.jitter = build.stream('wait');
    this.waitMicros = sToMicros(waitSeconds);
    this.visits = build.i32(build.portCount).fill(NONE);
    this.timers = build.i32(build.portCount).fill(NONE);
    this.host.wakes(this);
  }

  hold(visit: Frame): void {
    const wanted = this.host.frames.payload[visit];
    // Of a process that is gone, or has given up: its answer comes late.
    if (this.visits[wanted] !== NONE) this.release(wanted);
    this.visits[wanted] = visit;
    const extra = this.jitter.below(Math.floor(this.waitMicros / JITTER_FRACTION) + 1);
    this.timers[wanted] = this.host.after(this.waitMicros + extra, wanted);
  }

  /** Something changed: every question about this node is answered. */
  changed(node: number): void {
    for (let wanted = 0; wanted < this.visits.length; wanted++) {
      if (this.visits[wanted] !== NONE && this.host.port(wanted).callee === node) this.release(wanted);
    }
  }

  timer(wanted: number): void {
    this.timers[wanted] = NONE;
    this.release(wanted);
  }

  /** The connections are gone, and the questions with them. */
  forget(): void {
    this.visits.fill(NONE);
    for (let wanted = 0; wanted < this.timers.length; wanted++) this.stop(wanted);
  }

  get count(): number {
    let count = 0;
    for (const visit of this.visits) if (visit !== NONE) count++;
    return count;
  }

  private release(wanted: number): void {
    const visit = this.visits[wanted];
    this.visits[wanted] = NONE;
    this.stop(wanted);
    this.host.frames.result[visit] = this.newest(this.host.port(wanted).callee);
    this.host.answer(visit, OK);
  }

  private stop(wanted: number): void {
    if (this.timers[wanted] !== NONE) this.host.cancel(this.timers[wanted]);
    this.timers[wanted] = NONE;
  }
}

const JITTER_FRACTION = 16;

/** Micros after which a question that is held for so long is given up, if its way there and back takes so long at most. */
export function givenUpAfterMicros(waitSeconds: number, timeoutMicros: number): number {
  const waitMicros = sToMicros(waitSeconds);
  return waitMicros + Math.ceil(waitMicros / JITTER_FRACTION) + timeoutMicros;
}

/** Seconds. */
export const MAX_QUERY_TIME = 600;
export const DEFAULT_QUERY_TIME = 300;
