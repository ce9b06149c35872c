import { QUEUE_FULL } from '#lib/base/outcomes.ts';
import { EVENT, ORDER } from './events.ts';
import type { Frame, Frames } from './frames.ts';
import { NONE, STAGE } from './frames.ts';
import type { EventQueue } from './queue.ts';
import type { Line } from './queueing/line.ts';
import type { Sampler } from './random/distribution.ts';
import type { Stream } from './random/stream.ts';

/** Columns of a station's integer state. */
const BUSY = 0;
const QUEUED = 1;
const HEAD = 2;
const TAIL = 3;
export const STATION_COUNTS = 4;

/** Columns of its time integrals. */
const AREA = 0;
const BUSY_AREA = 1;
const CHANGED_AT = 2;
const LEFT = 3;
const RESIDENCE = 4;
export const STATION_TOTALS = 5;

export interface StationWorld {
  readonly queue: EventQueue;
  readonly frames: Frames;
  /** Lever: micros added to each unit of work at this host. */
  extraMicros(host: number): number;
  /** Answers a visit that waited beyond its deadline. */
  overdue(visit: Frame): void;
}

/**
 * Slots and a bounded queue before them, first in first out unless a line orders it: the multi-server station of
 * queueing theory (Kendall's G/G/c/K). A visit holds its slot until its behaviour lets it leave, so a thread that waits for a
 * downstream answer is a busy thread. Time integrals are kept so that Little's law can be checked on any run.
 */
export class Station {
  /** Who is next, when not who came first; set once, before the run begins. */
  line: Line | null = null;

  constructor(
    private readonly world: StationWorld,
    private readonly host: number,
    readonly slots: number,
    readonly queueLimit: number,
    private readonly work: Sampler,
    private readonly stream: Stream,
    private readonly counts: Int32Array,
    private readonly totals: Float64Array,
  ) {
    this.counts[HEAD] = this.counts[TAIL] = NONE;
  }

  get busy(): number {
    return this.counts[BUSY];
  }

  get queued(): number {
    return this.counts[QUEUED];
  }

  /** Lets a visit in: work starts, or it queues. False: the queue is full; answer it with `Station.full`. */
  enter(visit: Frame): boolean {
    const counts = this.counts;
    if (counts[BUSY] < this.slots) {
      this.integrate();
      counts[BUSY]++;
      this.begin(visit);
      return true;
    }
    if (counts[QUEUED] >= this.queueLimit) {
      this.line?.relieve();
      if (counts[QUEUED] >= this.queueLimit) return false;
    }
    this.integrate();
    const frames = this.world.frames;
    frames.stage[visit] = STAGE.queued;
    if (this.line !== null) {
      counts[QUEUED]++;
      this.line.add(visit);
      return true;
    }
    frames.next[visit] = NONE;
    if (counts[TAIL] === NONE) counts[HEAD] = visit;
    else frames.next[counts[TAIL]] = visit;
    counts[TAIL] = visit;
    counts[QUEUED]++;
    return true;
  }

  /** The visit gives its slot back; the next in the queue begins. */
  leave(visit: Frame): void {
    this.integrate();
    const counts = this.counts;
    const frames = this.world.frames;
    this.totals[LEFT]++;
    this.totals[RESIDENCE] += this.world.queue.now - frames.born[visit];
    if (this.line !== null) {
      this.takeFrom(this.line);
      return;
    }
    for (;;) {
      const head = counts[HEAD];
      if (head === NONE) {
        counts[BUSY]--;
        return;
      }
      counts[HEAD] = frames.next[head];
      if (counts[HEAD] === NONE) counts[TAIL] = NONE;
      if (frames.deadline[head] > this.world.queue.now) {
        counts[QUEUED]--;
        this.begin(head);
        return;
      }
      this.tooLate(head);
    }
  }

  /** Its caller has given it up already: no work is begun for it, and the next has its turn. */
  private tooLate(visit: Frame): void {
    this.giveUp(visit);
    this.world.overdue(visit);
  }

  /** A line gives a waiting visit up: it is out of the station, and has still to be answered. */
  giveUp(visit: Frame): void {
    this.integrate();
    const frames = this.world.frames;
    this.counts[QUEUED]--;
    this.totals[LEFT]++;
    this.totals[RESIDENCE] += this.world.queue.now - frames.born[visit];
    frames.stage[visit] = STAGE.held;
  }

  /** The process died: slots and queue are empty. What becomes of the visits is the world's business. */
  clear(): void {
    this.integrate();
    this.counts[BUSY] = this.counts[QUEUED] = 0;
    this.counts[HEAD] = this.counts[TAIL] = NONE;
    this.line?.clear();
  }

  /** Time-averaged figures since the start of the run. Times in micros. */
  totalsNow(): { inSystemArea: number; busyArea: number; left: number; residenceSum: number } {
    this.integrate();
    const [inSystemArea, busyArea, , left, residenceSum] = this.totals;
    return { inSystemArea, busyArea, left, residenceSum };
  }

  static readonly full = QUEUE_FULL;

  private takeFrom(line: Line): void {
    for (let next = line.take(); next !== NONE; next = line.take()) {
      if (this.world.frames.deadline[next] > this.world.queue.now) {
        this.counts[QUEUED]--;
        this.begin(next);
        return;
      }
      this.tooLate(next);
    }
    this.counts[BUSY]--;
  }

  private begin(visit: Frame): void {
    const { frames, queue } = this.world;
    frames.stage[visit] = STAGE.working;
    const micros = this.work.draw(this.stream) + this.world.extraMicros(this.host);
    queue.pushAfter(micros, ORDER.messages, (visit << 2) | EVENT.frame);
  }

  private integrate(): void {
    const { counts, totals } = this;
    const elapsed = this.world.queue.now - totals[CHANGED_AT];
    totals[AREA] += elapsed * (counts[BUSY] + counts[QUEUED]);
    totals[BUSY_AREA] += elapsed * counts[BUSY];
    totals[CHANGED_AT] = this.world.queue.now;
  }
}
