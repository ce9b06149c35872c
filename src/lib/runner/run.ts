import type { Action, Scenario } from '#lib/scenario/document.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { World } from '#lib/world/world.ts';
import { Columns } from './columns.ts';
import type { HopChunk, Look, Seen } from './protocol.ts';
import { Samples } from './samples.ts';
import { Snapshots } from './snapshots.ts';
import { viewOf } from './view.ts';

/** Events between two snapshots; and those run between two looks at the clock. */
const SNAPSHOT_EVENTS = 1 << 18;
const SLICE_EVENTS = 4_096;
/** Hops that the page is taken to keep. */
const HOPS_KEPT = 100_000;
/** What is drawn at a moment may have been sent this much earlier. */
const LONGEST_HOP_MICROS = 2_000_000;

/** Wall clock in ms, for the time budget only: never seen by a world. */
export type Clock = () => number;

/**
 * One scenario being run for the page, by two worlds of the same build: the *head* runs ahead and tells what
 * happens, the *view* stands at the playhead and is looked at. Snapshots of the head serve both, so that going
 * back costs a restore and a short run.
 */
export class Run {
  readonly plan: Plan;
  private readonly columns = new Columns();
  private readonly samples = new Samples();
  private readonly snapshots = new Snapshots();
  private readonly head: World;
  private readonly view: World;
  private headMicros = 0;
  private viewMicros = 0;
  /** Up to here the page was told what happened. */
  private toldMicros = 0;
  /** The page has hops from here on. */
  private hopsBeginMicros = 0;
  private hopsRestarted = false;
  private hopMarks: { fromMicros: number; count: number }[] = [];
  private truncateMicros: number | null = null;
  private snapshotEvents = 0;
  /** The hops sent while the world was built, before the first snapshot; whether they are yet to be told. */
  private readonly opening: HopChunk;
  private openingDue = true;
  /** What stopped it, if anything: an event was then half done, and only a restore makes it whole. */
  private stopped: unknown = null;

  /** @throws ProblemError when the scenario is not valid */
  constructor(
    scenario: Scenario,
    private readonly clock: Clock,
  ) {
    this.head = new World(scenario, this.columns);
    this.view = new World(scenario);
    this.plan = this.head.plan;
    this.opening = this.columns.take().hops;
    this.samples.add(0, this.head.sim.counters);
    this.snapshots.add(0, () => this.head.sim.save());
  }

  /** Everything at or after `fromMicros` happens anew under another script. @throws ProblemError */
  setScript(fromMicros: number, script: readonly Action[]): void {
    const deeds = this.head.deedsOf(script); // a bad script is refused before anything is touched
    this.snapshots.dropAfter(fromMicros);
    const kept = this.snapshots.before(fromMicros);
    for (const { sim } of [this.head, this.view]) {
      sim.restore(kept.snapshot);
      sim.script.set(deeds);
    }
    this.headMicros = this.viewMicros = kept.atMicros;
    this.columns.take(); // a run that stopped at a limit may hold what it had not told yet
    this.stopped = null;
    if (fromMicros === 0) this.openingDue = true;
    this.hopMarks = this.hopMarks.filter((mark) => mark.fromMicros <= fromMicros);
    this.toldMicros = Math.min(this.toldMicros, fromMicros);
    this.samples.forgetAfter(fromMicros);
    this.truncateMicros = Math.min(this.truncateMicros ?? Infinity, fromMicros);
    this.columns.hopsFromMicros = Math.min(this.columns.hopsFromMicros, fromMicros);
  }

  /** Runs as far as asked, or as the budget allows, and tells the news. @throws EngineLimit, again and again until the script changes */
  look(look: Look, budgetMs: number): Seen {
    if (this.stopped !== null) throw this.stopped;
    try {
      return this.lookOn(look, budgetMs);
    } catch (error) {
      this.stopped = error;
      throw error;
    }
  }

  private lookOn(look: Look, budgetMs: number): Seen {
    const started = this.clock();
    this.arrangeHops(look.hopsFromMicros);
    if (this.openingDue) this.columns.repeat(this.opening);
    this.openingDue = false;
    this.runHead(Math.max(look.headMicros, look.playheadMicros), started + budgetMs);
    const reached = this.runView(look.playheadMicros, started + 2 * budgetMs);
    const view = reached ? viewOf(this.view, look.playheadMicros, look.focus, look.digest) : null;
    return { ...this.news(look.run), view };
  }

  /** Goes back, or leaves out a stretch, so that the page gets the hops it can draw. */
  private arrangeHops(fromMicros: number): void {
    if (fromMicros < this.hopsBeginMicros) {
      const kept = this.snapshots.before(fromMicros);
      this.head.sim.restore(kept.snapshot);
      this.headMicros = kept.atMicros;
      this.beginHopsAt(kept.atMicros);
    } else if (fromMicros > this.headMicros + LONGEST_HOP_MICROS) {
      this.beginHopsAt(fromMicros - LONGEST_HOP_MICROS);
    }
  }

  private beginHopsAt(micros: number): void {
    this.columns.dropHops();
    this.openingDue = micros === 0;
    this.columns.hopsFromMicros = micros;
    this.hopsBeginMicros = micros;
    this.hopsRestarted = true;
    this.hopMarks = [];
  }

  /** In stretches of at most 100 ms of simulated time: the head always stands at the end of one. */
  private runHead(targetMicros: number, deadline: number): void {
    const { sim } = this.head;
    this.columns.tellFromMicros = this.toldMicros;
    while (this.headMicros < targetMicros) {
      const sampleAt = this.samples.after(this.headMicros);
      this.headMicros = Math.min(sampleAt, Math.ceil(targetMicros));
      this.head.run(this.headMicros);
      if (this.headMicros === sampleAt) this.samples.add(sampleAt, sim.counters);
      if (sim.events - this.snapshotEvents >= SNAPSHOT_EVENTS) {
        this.snapshots.add(this.headMicros, () => sim.save());
        this.snapshotEvents = sim.events;
      }
      if (this.clock() > deadline) return;
    }
  }

  private runView(targetMicros: number, deadline: number): boolean {
    const { sim } = this.view;
    const kept = this.snapshots.before(targetMicros);
    if (targetMicros < this.viewMicros || kept.atMicros > this.viewMicros) {
      sim.restore(kept.snapshot);
      this.viewMicros = kept.atMicros;
    }
    while (!this.view.run(targetMicros, SLICE_EVENTS)) {
      if (this.clock() > deadline) {
        this.viewMicros = sim.queue.now + 1; // some events of that microsecond may be done, others not
        return false;
      }
    }
    this.viewMicros = targetMicros;
    return true;
  }

  private news(run: number): Omit<Seen, 'view'> {
    const { hops, ends, transitions } = this.columns.take();
    this.toldMicros = Math.max(this.toldMicros, this.headMicros);
    this.columns.hopsFromMicros = Math.max(this.columns.hopsFromMicros, this.headMicros);
    const seen = {
      type: 'seen' as const,
      run,
      headMicros: this.headMicros,
      truncateMicros: this.truncateMicros,
      hopsFromMicros: this.hopsRestarted ? this.hopsBeginMicros : null,
      hops,
      ends,
      transitions,
      samples: this.samples.take(),
    };
    this.truncateMicros = null;
    this.hopsRestarted = false;
    this.rememberHops(hops.count);
    return seen;
  }

  /** The page keeps a bounded number of hops: older ones must be run anew when they are wanted again. */
  private rememberHops(count: number): void {
    if (count > 0) this.hopMarks.push({ fromMicros: this.headMicros, count });
    let kept = this.hopMarks.reduce((sum, mark) => sum + mark.count, 0);
    while (kept > HOPS_KEPT && this.hopMarks.length > 1) {
      const [dropped] = this.hopMarks.splice(0, 1);
      kept -= dropped.count;
      this.hopsBeginMicros = dropped.fromMicros;
    }
  }
}
