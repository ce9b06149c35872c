import { assert } from '#lib/base/assert.ts';
import { CANCELLED } from '#lib/base/outcomes.ts';
import { Arena, type Snapshot } from './arena.ts';
import type { Chart } from './chart.ts';
import type { Behaviour, Registrant, Timed } from './contract.ts';
import { Calls } from './calls.ts';
import { command } from './command.ts';
import { Counters } from './counters.ts';
import { Digest } from './digest.ts';
import { RECORD } from './events.ts';
import type { Fleet } from './fleet.ts';
import { Frames, NONE, STAGE, type Frame } from './frames.ts';
import { CUT, NOWHERE, type Geography } from './geography.ts';
import { Lanes } from './lanes.ts';
import { Hangs } from './hangs.ts';
import { LEVER, Levers, REACH } from './levers.ts';
import type { Life } from './life.ts';
import { Messages } from './messages.ts';
import { Moves } from './moves.ts';
import { Mortality } from './mortality.ts';
import { Paths } from './paths.ts';
import type { GateLayer, Port } from './port.ts';
import type { Prober } from './prober.ts';
import { EventQueue } from './queue.ts';
import type { Stream } from './random/stream.ts';
import { Reasons } from './reasons.ts';
import { Rosters } from './rosters.ts';
import { Script, type Deed } from './script.ts';
import type { Sink } from './sink.ts';
import type { Station } from './station.ts';
import { Stops } from './stops.ts';
import { Timers, type Timer } from './timers.ts';

/** How many of everything a world has. */
export interface Size {
  readonly nodes: number;
  readonly hosts: number;
  readonly edges: number;
  /** Most layers in any chain or intake. */
  readonly layers: number;
}

/** What stands at one address. */
export interface Instance {
  readonly node: number;
  readonly behaviour: Behaviour;
  readonly life: Life;
  readonly station: Station | null;
  readonly registrants: readonly Registrant[];
  readonly ports: readonly Port[];
  /** Gates that a call passes before the instance takes it in, outermost first. */
  readonly intake: readonly GateLayer[];
  /** Randomness of its fail-share lever. */
  readonly faults: Stream;
  /** Stable hash of its name, for the digest. */
  readonly hash: number;
}

/**
 * A world at work: its tables, and the event loop that hands each event to whom it concerns. Knows instances,
 * ports, wires and messages; what a message means is the behaviours' business.
 */
export class Simulation {
  readonly arena = new Arena();
  readonly frames: Frames;
  readonly queue: EventQueue;
  readonly timers: Timers;
  readonly lanes: Lanes;
  readonly rosters = new Rosters(this.arena);
  readonly digest: Digest;
  readonly reasons = new Reasons();
  readonly paths = new Paths();
  readonly levers: Levers;
  readonly counters: Counters;
  readonly script: Script;
  readonly instances: Instance[] = [];
  readonly ports: Port[] = [];
  /** By port: who sends its health checks, if anyone does. */
  readonly probers: (Prober | null)[] = [];
  /** By node: who keeps its instances, where their number may change. */
  readonly fleets: (Fleet | null)[] = [];
  readonly charts: Chart[] = [];
  readonly owners: Timed[] = [];
  /** Where hosts stand; null where nobody stands anywhere. Set at build. */
  geography: Geography | null = null;
  sink: Sink;
  /** Events run by this object so far, restores notwithstanding. */
  events = 0;
  readonly calls: Calls;
  readonly messages = new Messages(this);
  readonly mortality: Mortality;
  readonly hangs: Hangs;
  readonly stops: Stops;
  readonly moves: Moves;

  constructor(size: Size, sink: Sink) {
    this.sink = sink;
    this.frames = new Frames(size.layers);
    this.queue = new EventQueue(this.frames, { limit: 1 << 18 });
    this.digest = new Digest(this.arena.i32(2), this.queue);
    this.timers = new Timers(this.frames);
    this.calls = new Calls(this);
    this.lanes = new Lanes(
      this.frames,
      this.queue,
      this.timersOf((lane) => this.calls.expire(lane)),
    );
    this.levers = new Levers(this.arena, size.hosts, size.edges);
    this.counters = new Counters(this.arena, size.nodes, size.hosts, size.edges);
    this.script = new Script(
      this.arena,
      this.queue,
      this.timersOf(() => this.script.wake()),
      (deed) => this.pull(deed),
    );
    this.mortality = new Mortality(this, size.hosts);
    this.hangs = new Hangs(this, size.hosts);
    this.stops = new Stops(this, size.hosts);
    this.moves = new Moves(this, size.hosts);
    // The queue last: it links frames anew.
    for (const part of [this.frames, this.timers, this.lanes, this.queue]) this.arena.adopt(part);
  }

  get now(): number {
    return this.queue.now;
  }

  /** Every instance is up; called once, when all is built. */
  begin(): void {
    this.instances.forEach(({ life }, host) => {
      if (life.absent) this.levers.down[host] = REACH.silent;
      else this.mortality.wake(host);
    });
  }

  /**
   * Runs every event before `untilMicros`, at most `budget` of them. True when all are done.
   * @throws EngineLimit when a table or the queue is full
   */
  run(untilMicros: number, budget = MOST_EVENTS): boolean {
    const queue = this.queue;
    for (let left = budget; left > 0; left--) {
      const frame = queue.pop(untilMicros);
      if (frame === NONE) return true;
      this.events++;
      this.happen(frame);
    }
    return queue.nextMicros() >= untilMicros;
  }

  save(): Snapshot {
    return this.arena.save();
  }

  restore(snapshot: Snapshot): void {
    this.arena.restore(snapshot);
    this.script.arrange();
  }

  after(owner: number, micros: number, tag: number, order: number): Timer {
    const timer = this.timers.take(owner, tag);
    this.queue.pushAfter(micros, order, timer);
    return timer;
  }

  /** Gives timers that do this when they fire, with the tag they were asked for with. */
  private timersOf(timer: (tag: number) => void): (tag?: number) => Timer {
    const owner = this.owners.push({ timer }) - 1;
    return (tag = 0) => this.timers.take(owner, tag);
  }

  private fire(timer: Timer): void {
    const tag = this.frames.payload[timer];
    const owner = this.timers.fire(timer);
    if (owner !== NONE) this.owners[owner].timer(tag);
  }

  /** A chart moved: part of the run's facts. */
  transition(
    chart: Chart,
    subject: number,
    from: number,
    to: number,
    event: number,
    rule: number,
    a: number,
    b: number,
  ): void {
    const now = this.queue.now;
    this.digest.add(RECORD.transition, chart.hashes[subject], from * 256 + to, event);
    this.sink.transition(now, chart.index, subject, from, to, event, rule, a, b);
  }

  private pull(deed: Deed): void {
    this.digest.add(RECORD.deed, deed.hash, deed.lever, Math.round(deed.value * 1e6));
    if (deed.lever >= LEVER.surgeCount) {
      this.fleets[this.instances[deed.hosts[0]].node]?.pull(deed.lever, deed.value);
      return;
    }
    for (const host of deed.hosts) this.pullAt(host, deed.lever, deed.value, deed.text);
    if (deed.lever === LEVER.partition) this.partition(deed);
    for (const edge of deed.edges) {
      if (deed.lever === LEVER.addresses) this.moves.tell(edge);
      else if (deed.lever === LEVER.command) command(this, edge, deed.text ?? '');
      else this.levers.wireMicros[edge] = deed.value;
    }
  }

  private pullAt(host: number, lever: number, value: number, text = ''): void {
    const { mortality, hangs, stops, moves, levers } = this;
    switch (lever) {
      case LEVER.failShare:
        levers.failShare[host] = value;
        break;
      case LEVER.extraMicros:
        levers.extraMicros[host] = value;
        break;
      case LEVER.down:
        if (value === 1) mortality.crash(host);
        else {
          this.power(host, true);
          mortality.restart(host);
        }
        break;
      case LEVER.hung:
        if (value === 1) hangs.hang(host);
        else hangs.recover(host);
        break;
      case LEVER.lost:
        this.power(host, value === 0);
        if (value === 1) mortality.lose(host);
        else mortality.restart(host);
        break;
      case LEVER.stop:
        stops.stop(host, this.fleets[this.instances[host].node]?.stops(host) ?? false);
        break;
      case LEVER.put:
        if (levers.down[host] === REACH.serves) this.instances[host].behaviour.put?.(text, value);
        break;
      default:
        assert(lever === LEVER.replace, 'a deed pulls a lever that there is');
        moves.replace(host);
    }
  }

  /** Whether there is a machine at an address: whoever waits for a place may have one now. */
  private power(host: number, on: boolean): void {
    this.levers.unpowered[host] = on ? 0 : 1;
    if (on) this.fleets[this.instances[host].node]?.stir();
  }

  /** Whether a frame is a visit that this host has in hand. */
  isInHand(frame: Frame, host: number): boolean {
    const { stage, callee } = this.frames;
    if (callee[frame] !== host) return false;
    const at = stage[frame];
    return at === STAGE.queued || at === STAGE.working || at === STAGE.held || at === STAGE.parked;
  }

  /** Cold: looks through all frames. */
  hasInHand(host: number): boolean {
    for (const frame of this.frames.inUse()) if (this.isInHand(frame, host)) return true;
    return false;
  }

  private partition({ sides: [place, other] = [NOWHERE, NOWHERE], value }: Deed): void {
    if (value === CUT.none) this.geography?.heal(place);
    else this.geography?.part(place, other, value);
    for (const { behaviour } of this.instances) behaviour.cutsChanged?.();
  }

  /** Lever: micros added to each unit of work at this host. */
  extraMicros(host: number): number {
    return this.levers.extraMicros[host];
  }

  /** A visit waited beyond its deadline: whoever asked has gone. */
  overdue(visit: Frame): void {
    this.messages.answer(visit, CANCELLED);
  }

  /** A frame's time has come. */
  private happen(frame: Frame): void {
    const { frames } = this;
    switch (frames.stage[frame]) {
      case STAGE.outbound:
        this.messages.deliver(frame);
        break;
      case STAGE.working:
        frames.stage[frame] = STAGE.held;
        this.instances[frames.callee[frame]].behaviour.worked?.(frame);
        break;
      case STAGE.inbound:
        this.messages.comeBack(frame);
        break;
      case STAGE.ticking:
        this.fire(frame);
        break;
      default:
        assert(frames.stage[frame] === STAGE.tombstone, 'what has an event is on its way, at work or ticks');
        frames.over(frame);
    }
  }
}

/** A small integer: with Infinity the loop's counter would be boxed at every event. */
const MOST_EVENTS = 0x3fffffff;
