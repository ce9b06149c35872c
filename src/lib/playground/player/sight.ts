import type { Wish } from '#lib/runner/handle.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import type { Seen, View } from '#lib/runner/protocol.ts';
import { Record, type HopSink } from '#lib/playground/record/record.ts';
import { worthAsking } from './looking.ts';
import type { Score } from './pacing.ts';
import { Story } from './story.ts';

/** The page draws from a bounded store of hops, and the worker takes it to keep 100,000: this much on either side. */
const HOPS_A_SIDE = 40_000;

/**
 * What the page has been told of the current run, in one place: the record, the story that deliberate pacing follows,
 * the latest view, and which of it is already out of date because the script was changed since.
 */
export class Sight {
  record = new Record();
  view: View | null = null;
  #story = new Story(this.record.ends);
  #chosen: (source: number) => boolean = () => true;
  /** Where the hops at hand begin and end. */
  #hopsFrom = 0;
  #hopsTo = 0;
  #hopsPerMicro = 0;
  #answered: Wish | null = null;
  /** Scripts set, and how many of them the latest look comes after. */
  #scripts = 0;
  #scriptsAsked = 0;
  /** The record from here on is of an older script, until told otherwise. */
  #staleFrom = Infinity;
  /** How many changes of the script the view knows of. */
  #viewScripts = 0;

  constructor(private readonly hops: HopSink) {}

  /** The end of what is known and holds. */
  get headMicros(): number {
    return Math.min(this.record.knownMicros, this.#staleFrom);
  }

  get score(): Score {
    const { beats, fromMicros } = this.#story;
    return {
      beats,
      fromMicros,
      marks: this.record.transitions,
      knownMicros: Math.min(this.headMicros, this.#hopsTo),
    };
  }

  /** How far from the playhead, to either side, hops can be held at the present traffic. */
  get hopsReachMicros(): number {
    return HOPS_A_SIDE / this.#hopsPerMicro;
  }

  /** Begins with nothing, for a new run. */
  begin(plan: Plan): void {
    this.record = new Record(plan);
    this.view = null;
    this.#story = new Story(this.record.ends);
    this.#story.chosen = this.#chosen;
    this.#hopsFrom = this.#hopsTo = this.#hopsPerMicro = 0;
    this.#answered = null;
    this.#staleFrom = Infinity;
    this.#scriptsAsked = this.#scripts;
    this.hops.clear();
  }

  /** Which requests the story follows from now on, by their source host. */
  follow(chosen: (source: number) => boolean): void {
    this.#chosen = this.#story.chosen = chosen;
  }

  scriptChanged(fromMicros: number): void {
    this.#scripts++;
    this.#staleFrom = Math.min(this.#staleFrom, fromMicros);
  }

  /** A look was sent. */
  asked(): void {
    this.#scriptsAsked = this.#scripts;
  }

  take(seen: Seen, wish: Wish | null): void {
    this.record.take(seen);
    if (seen.truncateMicros !== null) {
      this.#hopsTo = Math.min(this.#hopsTo, seen.truncateMicros);
      this.hops.truncate(seen.truncateMicros);
      this.#story.truncate(seen.truncateMicros);
    }
    if (seen.hopsFromMicros !== null) {
      this.hops.clear();
      this.#story.clear(seen.hopsFromMicros);
      this.#hopsFrom = this.#hopsTo = seen.hopsFromMicros;
    }
    this.hops.append(seen.hops);
    this.#story.take(seen.hops);
    if (seen.headMicros > this.#hopsTo) {
      this.#hopsPerMicro = seen.hops.count / (seen.headMicros - this.#hopsTo);
      this.#hopsTo = seen.headMicros;
    }
    if (wish === null) return;
    if (this.#scriptsAsked === this.#scripts) this.#staleFrom = Infinity;
    this.#answered = wish;
    this.#story.prune(wish.hopsFromMicros);
    // A view for a digest may be of any moment, not the playhead's.
    if (wish.digest || seen.view === null) return;
    this.view = seen.view;
    this.#viewScripts = this.#scriptsAsked;
  }

  /** Whether a look would bring something new and its time has come; see `looking.ts`. */
  lacks(wish: Wish, moving: boolean, sinceMs: number): boolean {
    return worthAsking(wish, {
      knownMicros: Math.min(this.headMicros, this.#hopsTo),
      hopsFromMicros: this.#hopsFrom,
      // A view from before the script changed is of another run, though it be of this very moment.
      view: this.#viewScripts === this.#scripts ? this.view : null,
      answered: this.#answered,
      stale: this.#staleFrom < Infinity,
      moving,
      sinceMs,
    });
  }

  /** Whether the last answer was to the same question: a stopped engine would only say the same again. */
  repeats(wish: Wish): boolean {
    const last = this.#answered;
    return (
      !wish.digest && wish.playheadMicros === last?.playheadMicros && wish.focus?.owner === last.focus?.owner
    );
  }
}
