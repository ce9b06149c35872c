import { createActor, type EventFrom, type StateValueFrom } from 'xstate';
import type { Problem } from '#lib/base/problem.ts';
import { RunnerHandle, type Timer, type Wish, type WorkerLike } from '#lib/runner/handle.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import type { Seen, View } from '#lib/runner/protocol.ts';
import { LIMITS, type Action, type Scenario } from '#lib/scenario/document.ts';
import { Record, type HopSink } from '#lib/playground/record/record.ts';
import { Digests } from './digests.ts';
import { browserFrames, type FrameSource } from './frames.ts';
import { advance, paceAt } from './pacing.ts';
import { playbackMachine } from './playback.machine.ts';
import { Sight } from './sight.ts';

export type PlaybackState = StateValueFrom<typeof playbackMachine>;
export type Pacing = 'speed' | 'deliberate';

export interface PlayerOptions {
  startWorker: () => WorkerLike;
  hops: HopSink;
  /** How far around the playhead hops must be known to be drawn at a speed, in simulated microseconds. */
  headroomMicros(speed: number): number;
  frames?: FrameSource;
  timer?: Timer;
}

/** A frame never moves the playhead by more wall time than this: a stall is not made up for. */
const MAX_FRAME_MS = 100;
const PUBLISH_MS = 100;
const RUN_SPEED = 20;
/** Deliberate pacing must see the end of most gaps in advance. */
const DELIBERATE_AHEAD_MICROS = 5_000_000;

/**
 * Simulated time as the page lives it: owns the run's handle, its record and the playhead. Frame subscribers are
 * called each frame with the exact playhead; the reactive fields are copies for text, renewed at about 10 Hz.
 * The playhead never passes the head, up to which the record is known; *wanted* is where it is asked to be.
 */
export class Player {
  plan: Plan | null = $state.raw(null);
  view: View | null = $state.raw(null);
  /** The same object all through a run: depend on `tick` to see it grow. */
  record: Record = $state.raw(new Record());
  problem: Problem | null = $state.raw(null);
  shownMicros = $state(0);
  knownMicros = $state(0);
  /** The furthest that this run was shown, past the playhead after a seek back; what lies beyond is not told. */
  reachedMicros = $state(0);
  /** Simulated seconds a wall second just now: 0.004 is "x0.004". */
  factor = $state(1);
  /** Grows whenever playhead, record or view have changed, at about 10 Hz. */
  tick = $state(0);
  state: PlaybackState = $state('idle');
  #speed = $state(1);
  #pacing: Pacing = $state('speed');
  #focus: string | null = $state(null);

  readonly #options: PlayerOptions;
  readonly #frames: FrameSource;
  readonly #handle: RunnerHandle;
  readonly #playback = createActor(playbackMachine).start();
  #draws: readonly ((playheadMicros: number) => void)[] = [];
  readonly #digests = new Digests();
  readonly #sight: Sight;
  #wanted = 0;
  /** Where `runUntil` began: the transition sought is at or after this. */
  #runFrom = 0;
  #reached = 0;
  #stopped = false;
  #frameId: number | null = null;
  #wallMs: number | null = null;
  #askedMs = -Infinity;
  #publishedMs = -Infinity;
  #dirty = false;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#sight = new Sight(options.hops);
    this.#frames = options.frames ?? browserFrames;
    this.#handle = new RunnerHandle(
      options.startWorker,
      {
        opened: (plan) => this.#opened(plan),
        refused: (problems) => this.#fail(problems[0]),
        seen: (seen, wish) => this.#seen(seen, wish),
        stopped: (problem) => {
          this.#stopped = true;
          this.#wanted = this.playheadMicros;
          this.#fail(problem);
        },
        died: (problem) => this.#fail(problem),
      },
      options.timer,
    );
    // A scenario is opened soon.
    this.#handle.warmUp();
  }

  /** Exact, not reactive: what happened before this is shown. */
  get playheadMicros(): number {
    return Math.min(this.#wanted, this.#head);
  }

  get playing(): boolean {
    return ['playing', 'waiting', 'running', 'openingToPlay'].includes(this.state);
  }

  /** Simulated seconds a wall second, 0.001 to 100; rests while the pacing is deliberate. */
  get speed(): number {
    return this.#speed;
  }
  set speed(speed: number) {
    this.#speed = Math.min(100, Math.max(0.001, speed));
    this.#touch();
  }

  get pacing(): Pacing {
    return this.#pacing;
  }
  set pacing(pacing: Pacing) {
    this.#pacing = pacing;
    this.#touch();
  }

  /** Node or edge to explain in `view.facts`. A client's requests are those that deliberate pacing follows. */
  get focus(): string | null {
    return this.#focus;
  }
  set focus(owner: string | null) {
    this.#focus = owner;
    this.#follow();
    this.#touch();
  }

  /** Opens a scenario as a new run, at its start and at rest unless told otherwise. */
  open(
    scenario: Scenario,
    at: { playheadMicros: number; playing: boolean } = { playheadMicros: 0, playing: false },
  ): void {
    this.#digests.abandon('another run was opened');
    this.problem = null;
    this.#wanted = at.playheadMicros;
    this.#send(at.playing ? 'open to play' : 'open');
    this.#handle.open(scenario);
  }

  /** Replaces the script; all from `fromMicros` on is forgotten and run anew, the playhead stays where it is. */
  setScript(fromMicros: number, script: readonly Action[]): void {
    this.#sight.scriptChanged(fromMicros);
    this.#reached = Math.min(this.#reached, fromMicros);
    this.#handle.setScript(fromMicros, script);
    if (this.#stopped) {
      this.#stopped = false;
      this.problem = null;
      this.#send('mended');
    } else if (this.#wanted > this.#head) this.#send('fell behind');
    this.#touch();
  }

  /** The first whole microsecond not yet shown: where a live action goes. */
  nextUnseenMicros(): number {
    return Math.ceil(this.#wanted);
  }

  play(): void {
    this.#send('play');
  }

  pause(): void {
    this.#send('pause');
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Back to the run's start, at rest. */
  reset(): void {
    this.pause();
    this.seek(0);
  }

  /** Beyond the head the playhead follows as the run gets there. */
  seek(micros: number): void {
    this.#wanted = Math.max(0, Math.min(micros, LIMITS.scriptMicros));
    if (this.state === 'failed') this.#wanted = Math.min(this.#wanted, this.#head);
    this.#runFrom = this.#wanted;
    if (this.#wanted > this.#head) this.#send('fell behind');
    this.#touch();
  }

  /** To just after the next transition known, else the next end of a request. */
  stepForward(): void {
    this.pause();
    const { transitions, ends } = this.record;
    const transition = transitions.before(this.#wanted);
    const end = ends.before(this.#wanted);
    if (transition < transitions.count) this.seek(transitions.at(transition).atMicros + 1);
    else if (end < ends.count) this.seek(ends.at[end] + 1);
    else this.seek(this.#head);
  }

  /** To just after the last transition before the one shown last, else the last end of a request. */
  stepBack(): void {
    this.pause();
    const { transitions, ends } = this.record;
    const transition = transitions.before(this.#wanted - 1);
    const end = ends.before(this.#wanted - 1);
    if (transition > 0) this.seek(transitions.at(transition - 1).atMicros + 1);
    else this.seek(end > 0 ? ends.at[end - 1] + 1 : 0);
  }

  /** Plays on at up to 20x until the next transition shows, and pauses there. */
  runUntil(_what: 'transition'): void {
    this.#runFrom = this.#wanted;
    this.#send('run until met');
  }

  /** Calls `draw` each frame while anything moves, and after every change. Returns the way to stop it. */
  onFrame(draw: (playheadMicros: number) => void): () => void {
    this.#draws = [...this.#draws, draw];
    this.#touch();
    return () => {
      this.#draws = this.#draws.filter((other) => other !== draw);
    };
  }

  /** The digest of the world just before the events of `micros`; rejects when the run ends first. */
  digestAt(micros: number): Promise<string> {
    const answer = this.#digests.ask(micros);
    this.#wake();
    return answer;
  }

  /** Starts another worker with the same scenario and goes back to the playhead. */
  restart(): void {
    this.#digests.abandon('the run was restarted');
    this.problem = null;
    this.#send(this.playing ? 'open to play' : 'open');
    this.#handle.restart();
  }

  dispose(): void {
    if (this.#frameId !== null) this.#frames.cancel(this.#frameId);
    this.#frameId = null;
    this.#draws = [];
    this.#digests.abandon('the player was disposed of');
    this.#handle.dispose();
    this.#playback.stop();
  }

  get #head(): number {
    return this.#sight.headMicros;
  }

  #send(type: EventFrom<typeof playbackMachine>['type']): void {
    this.#playback.send({ type });
    this.state = this.#playback.getSnapshot().value;
    this.#touch();
  }

  #fail(problem: Problem): void {
    this.problem = problem;
    this.#digests.abandon(problem.code);
    this.#send('fail');
  }

  #opened(plan: Plan): void {
    this.#sight.begin(plan);
    this.#reached = 0;
    this.plan = plan;
    this.record = this.#sight.record;
    this.view = null;
    this.#stopped = false;
    this.#follow();
    this.#send('opened');
  }

  #seen(seen: Seen, wish: Wish | null): void {
    this.#sight.take(seen, wish);
    if (wish?.digest && seen.view?.digest) this.#digests.answer(wish.playheadMicros, seen.view.digest);
    this.#touch();
  }

  /** Which requests the story follows: those of the client in focus, else of every client. */
  #follow(): void {
    const node = this.plan?.nodes.find(({ id, kind }) => id === this.#focus && kind === 'client');
    this.#sight.follow(
      (host) => node === undefined || (host >= node.firstHost && host < node.firstHost + node.hosts),
    );
  }

  #touch(): void {
    this.#dirty = true;
    this.#wake();
  }

  #wake(): void {
    this.#frameId ??= this.#frames.request((wallMs) => this.#frame(wallMs));
  }

  #frame(wallMs: number): void {
    this.#frameId = null;
    const rests = this.#wallMs === null || this.#frames.hidden();
    const elapsedMs = rests ? 0 : Math.min(MAX_FRAME_MS, Math.max(0, wallMs - (this.#wallMs ?? wallMs)));
    this.#wallMs = wallMs;
    this.#move(elapsedMs / 1000);
    this.#reached = Math.max(this.#reached, this.playheadMicros);
    this.#ask(wallMs);
    for (const draw of this.#draws) draw(this.playheadMicros);
    this.#publish(wallMs);
    if (this.#moving || this.#dirty || (this.#handle.ready && this.#digests.next !== null)) this.#wake();
    else this.#wallMs = null;
  }

  get #moving(): boolean {
    return ['playing', 'running', 'waiting', 'seeking'].includes(this.state);
  }

  #move(wallSeconds: number): void {
    if (!this.#moving) return;
    const head = this.#head;
    if (this.state === 'seeking' && head >= this.#wanted) this.#send('caught up');
    if (this.state === 'waiting' && head > this.#wanted) this.#send('caught up');
    if (this.state !== 'playing' && this.state !== 'running') return;
    const target = Math.min(this.#target(wallSeconds), LIMITS.scriptMicros);
    this.#wanted = Math.min(target, Math.max(head, this.#wanted));
    if (this.state === 'playing' && this.#wanted >= head) this.#send('fell behind');
    if (this.state === 'running') this.#meet();
    // Neither an action nor a link can name a later moment.
    if (this.#wanted >= LIMITS.scriptMicros) this.pause();
    this.#dirty = true;
  }

  #target(wallSeconds: number): number {
    if (this.state === 'running') return this.#wanted + wallSeconds * 1e6 * RUN_SPEED;
    if (this.#pacing === 'speed') return this.#wanted + wallSeconds * 1e6 * this.#speed;
    return advance(this.#sight.score, this.#wanted, wallSeconds);
  }

  /** Ends `runUntil` at the first transition that it came by. */
  #meet(): void {
    const { transitions } = this.record;
    const next = transitions.before(this.#runFrom);
    if (next >= transitions.count || transitions.at(next).atMicros + 1 > this.playheadMicros) return;
    this.#wanted = transitions.at(next).atMicros + 1;
    this.#send('met');
  }

  #ask(wallMs: number): void {
    if (!this.#handle.ready) return;
    const wish = this.#wish();
    if (this.#stopped && this.#sight.repeats(wish)) return;
    if (
      !this.#sight.lacks(wish, this.state === 'playing' || this.state === 'running', wallMs - this.#askedMs)
    )
      return;
    this.#handle.look(wish);
    this.#askedMs = wallMs;
    this.#sight.asked();
  }

  #wish(): Wish {
    const deliberate = this.#pacing === 'deliberate';
    const speed = this.state === 'running' ? RUN_SPEED : deliberate ? 1 : this.#speed;
    // Faster than this no single message is drawn.
    const room = this.#options.headroomMicros(Math.min(speed, RUN_SPEED));
    const reach = this.#sight.hopsReachMicros;
    const behind = Math.min(room, reach);
    const ahead = Math.min(deliberate ? Math.max(room, DELIBERATE_AHEAD_MICROS) : room, reach);
    const digestAt = this.#digests.next;
    const head = this.#stopped ? this.#head : Math.max(this.#wanted + ahead, digestAt ?? 0);
    return {
      playheadMicros: Math.ceil(digestAt ?? this.#wanted),
      headMicros: Math.ceil(head),
      hopsFromMicros: Math.floor(Math.max(0, this.#wanted - behind)),
      focus: this.#focus === null ? null : { owner: this.#focus },
      digest: digestAt !== null,
    };
  }

  #publish(wallMs: number): void {
    if (!this.#dirty || wallMs - this.#publishedMs < PUBLISH_MS) return;
    this.#publishedMs = wallMs;
    this.#dirty = false;
    this.shownMicros = this.playheadMicros;
    this.knownMicros = this.record.knownMicros;
    this.reachedMicros = this.#reached;
    this.view = this.#sight.view;
    this.factor = this.#factor();
    this.tick++;
  }

  #factor(): number {
    if (this.state === 'running') return RUN_SPEED;
    if (this.#pacing === 'speed') return this.#speed;
    return paceAt(this.#sight.score, this.playheadMicros).microsPerSecond / 1e6;
  }
}
