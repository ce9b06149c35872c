import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';

/** What is asked, by whom. */
export interface Questions {
  /** The port that the question is of: its next one takes the place of the last. */
  placeOf(visit: Frame): number;
  /** The answer, with the newest index. */
  newest(visit: Frame): number;
}

/**
 * Blocking queries (agent/consul/rpc.go `blockingQuery`): a question that knows the newest index is held until the index moves, or
 * its wait is over, of which up to a sixteenth is added at random. A client asks one question at a time for each thing it watches.
 */
export class HeldQueries {
  private readonly host: Host;
  private readonly jitter: Stream;
  private readonly waitMicros: number;
  /** By whom the question is of, a port: the visit that is held, and its timer. */
  private readonly visits: Int32Array;
  private readonly timers: Int32Array;

  constructor(
    build: InstanceBuild<unknown>,
    concern: string,
    waitSeconds: number,
    private readonly questions: Questions,
  ) {
    this.host = build.host;
    this.jitter = build.stream(concern);
    this.waitMicros = sToMicros(waitSeconds);
    this.visits = build.i32(build.portCount).fill(NONE);
    this.timers = build.i32(build.portCount).fill(NONE);
    this.host.wakes(this);
  }

  hold(visit: Frame): void {
    const place = this.questions.placeOf(visit);
    // Of a process that is gone, or has given up: its answer comes late.
    if (this.visits[place] !== NONE) this.release(place);
    this.visits[place] = visit;
    const extra = this.jitter.below(Math.floor(this.waitMicros / JITTER_FRACTION) + 1);
    this.timers[place] = this.host.after(this.waitMicros + extra, place);
  }

  /** Something changed: every question that this concerns is answered. */
  changed(concerns: (visit: Frame) => boolean): void {
    for (let place = 0; place < this.visits.length; place++) {
      if (this.visits[place] !== NONE && concerns(this.visits[place])) this.release(place);
    }
  }

  timer(place: number): void {
    this.timers[place] = NONE;
    this.release(place);
  }

  /** The connections are gone, and the questions with them. */
  forget(): void {
    this.visits.fill(NONE);
    for (let place = 0; place < this.timers.length; place++) this.stop(place);
  }

  get count(): number {
    let count = 0;
    for (const visit of this.visits) if (visit !== NONE) count++;
    return count;
  }

  private release(place: number): void {
    const visit = this.visits[place];
    this.visits[place] = NONE;
    this.stop(place);
    this.host.frames.result[visit] = this.questions.newest(visit);
    this.host.answer(visit, OK);
  }

  private stop(place: number): void {
    if (this.timers[place] !== NONE) this.host.cancel(this.timers[place]);
    this.timers[place] = NONE;
  }
}

const JITTER_FRACTION = 16;

/** Micros after which a question that is held for so long is given up, if its way there and back takes so long at most. */
export function givenUpAfterMicros(waitSeconds: number, timeoutMicros: number): number {
  const waitMicros = sToMicros(waitSeconds);
  return waitMicros + Math.ceil(waitMicros / JITTER_FRACTION) + timeoutMicros;
}

/** How long api/watch waits after so many errors in a row before it asks again. */
export function retryMicros(failures: number): number {
  return Math.min(failures * failures * RETRY_INTERVAL_MICROS, MAX_BACKOFF_MICROS);
}

const RETRY_INTERVAL_MICROS = 5 * MICROS_PER_S;
const MAX_BACKOFF_MICROS = 180 * MICROS_PER_S;

/** By which a question to a server outlasts its wait. */
export const RPC_HOLD_TIMEOUT_MICROS = 7 * MICROS_PER_S;

/** Seconds. */
export const MAX_QUERY_TIME = 600;
export const DEFAULT_QUERY_TIME = 300;
