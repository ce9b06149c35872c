import { QUEUE_FULL } from '#lib/base/outcomes.ts';
import type { Room } from './arena.ts';
import { ORDER } from './events.ts';
import type { Frame, Frames } from './frames.ts';
import { NONE, STAGE } from './frames.ts';
import type { EventQueue } from './queue.ts';
import type { Line } from './queueing/line.ts';
import type { Sampler } from './random/distribution.ts';
import type { Stream } from './random/stream.ts';

/** Its state, in int32s from the start of its room: four of them, then five doubles. A line of the cache in all. */
const BUSY = 0;
const QUEUED = 1;
const HEAD = 2;
const TAIL = 3;
const COUNTS = 4;

/** Time integrals and sums, in doubles from there on. */
const AREA = 0;
const BUSY_AREA = 1;
const CHANGED_AT = 2;
const LEFT = 3;
const RESIDENCE = 4;
const TOTALS = 5;

export const STATION_ROOM = COUNTS + 2 * TOTALS;

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

  private readonly counts: Int32Array;
  private readonly totals: Float64Array;
  /** Where its own begin in both. */
  private readonly at: number;
  private readonly sums: number;

  constructor(
    private readonly world: StationWorld,
    private readonly host: number,
    readonly slots: number,
    readonly queueLimit: number,
    private readonly work: Sampler,
    private readonly stream: Stream,
    room: Room,
  ) {
    this.counts = room.ints;
    this.totals = room.doubles;
    this.at = room.at;
    this.sums = (room.at + COUNTS) / 2;
    this.counts[this.at + HEAD] = this.counts[this.at + TAIL] = NONE;
  }

  get busy(): number {
    return this.counts[this.at + BUSY];
  }

  get queued(): number {
    return this.counts[this.at + QUEUED];
  }

  /** Lets a visit in: work starts, or it queues. False: the queue is full; answer it with `Station.full`. */
  enter(visit: Frame): boolean {
    const { counts, at } = this;
    if (counts[at + BUSY] >= this.slots) return this.queue(visit);
    this.integrate();
    counts[at + BUSY]++;
    this.begin(visit);
    return true;
  }

  private queue(visit: Frame): boolean {
    const { counts, at } = this;
    if (counts[at + QUEUED] >= this.queueLimit) {
      this.line?.relieve();
      if (counts[at + QUEUED] >= this.queueLimit) return false;
    }
    this.integrate();
    counts[at + QUEUED]++;
    const frames = this.world.frames;
    frames.stage[visit] = STAGE.queued;
    if (this.line !== null) {
      this.line.add(visit);
      return true;
    }
    frames.next[visit] = NONE;
    const tail = counts[at + TAIL];
    if (tail === NONE) counts[at + HEAD] = visit;
    else frames.next[tail] = visit;
    counts[at + TAIL] = visit;
    return true;
  }

  /** The visit gives its slot back; the next in the queue begins. */
  leave(visit: Frame): void {
    this.integrate();
    this.count(visit);
    if (this.line !== null) this.takeFrom(this.line);
    else if (this.counts[this.at + HEAD] === NONE) this.counts[this.at + BUSY]--;
    else this.takeFirst();
  }

  private takeFirst(): void {
    const { counts, at } = this;
    const { frames, queue } = this.world;
    for (let head = counts[at + HEAD]; head !== NONE; head = counts[at + HEAD]) {
      const next = frames.next[head];
      counts[at + HEAD] = next;
      if (next === NONE) counts[at + TAIL] = NONE;
      if (frames.deadline[head >> 1] > queue.now) {
        counts[at + QUEUED]--;
        this.begin(head);
        return;
      }
      this.tooLate(head);
    }
    counts[at + BUSY]--;
  }

  /** Its caller has given it up already: no work is begun for it, and the next has its turn. */
  private tooLate(visit: Frame): void {
    this.giveUp(visit);
    this.world.overdue(visit);
  }

  /** A line gives a waiting visit up: it is out of the station, and has still to be answered. */
  giveUp(visit: Frame): void {
    this.integrate();
    this.counts[this.at + QUEUED]--;
    this.count(visit);
    this.world.frames.stage[visit] = STAGE.held;
  }

  /** The process died: slots and queue are empty. What becomes of the visits is the world's business. */
  clear(): void {
    this.integrate();
    const { counts, at } = this;
    counts[at + BUSY] = counts[at + QUEUED] = 0;
    counts[at + HEAD] = counts[at + TAIL] = NONE;
    this.line?.clear();
  }

  /** Time-averaged figures since the start of the run. Times in micros. */
  totalsNow(): { inSystemArea: number; busyArea: number; left: number; residenceSum: number } {
    this.integrate();
    const { totals, sums } = this;
    return {
      inSystemArea: totals[sums + AREA],
      busyArea: totals[sums + BUSY_AREA],
      left: totals[sums + LEFT],
      residenceSum: totals[sums + RESIDENCE],
    };
  }

  static readonly full = QUEUE_FULL;

  private takeFrom(line: Line): void {
    for (let next = line.take(); next !== NONE; next = line.take()) {
      if (this.world.frames.deadline[next >> 1] > this.world.queue.now) {
        this.counts[this.at + QUEUED]--;
        this.begin(next);
        return;
      }
      this.tooLate(next);
    }
    this.counts[this.at + BUSY]--;
  }

  private begin(visit: Frame): void {
    const { frames, queue } = this.world;
    frames.stage[visit] = STAGE.working;
    const micros = this.work.draw(this.stream) + this.world.extraMicros(this.host);
    queue.pushAfter(micros, ORDER.messages, visit);
  }

  private count(visit: Frame): void {
    const { totals, sums } = this;
    totals[sums + LEFT]++;
    totals[sums + RESIDENCE] += this.world.queue.now - this.world.frames.arrived[visit >> 1];
  }

  private integrate(): void {
    const { counts, at, totals, sums } = this;
    const now = this.world.queue.now;
    const elapsed = now - totals[sums + CHANGED_AT];
    const busy = counts[at + BUSY];
    totals[sums + AREA] += elapsed * (busy + counts[at + QUEUED]);
    totals[sums + BUSY_AREA] += elapsed * busy;
    totals[sums + CHANGED_AT] = now;
  }
}
