import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { OP, type Registrant } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { UNKNOWN_LEASE } from '#lib/policies/lookup-fields.ts';
import { DEFAULT_QUERY_TIME } from './held.ts';
import { KeyWatch } from './key-watch.ts';
import type { BlockingConfig, ConsulConfig, TtlConfig } from './policy.ts';
import { PASS } from './registrar.ts';

const REGISTERED = 0;
const SYNC_TIMER = 1;
const PASS_TIMER = 2;
const WATCH_TIMER = 3;
const SYNC = 0;
const UPDATE = 1;
const WATCH = 2;

/**
 * An instance and the agent beside it: the service is registered when it starts and deregistered at a graceful stop; the agent tries
 * again when the servers do not answer, and compares all it knows with the catalog once in a while (agent/ae/ae.go). With a TTL
 * check the instance says again and again that it passes; that is its own loop's work, and a process that hangs says nothing.
 */
export class Announcer implements Registrant {
  private readonly host: Host;
  private readonly state: Int32Array;
  private readonly syncMicros: number;
  private readonly stagger: Stream;
  private readonly phases: Stream;
  /** 0: nothing is said; the agent asks. */
  private readonly updateMicros: number;
  private readonly unknownCheck: number;
  private readonly watch: KeyWatch | null;

  constructor(
    build: Build<ConsulConfig>,
    private readonly registry: Port,
  ) {
    const { check, aeIntervalSeconds } = build.config;
    this.host = build.host;
    this.state = build.i32(4);
    this.state.fill(NONE, SYNC_TIMER);
    this.syncMicros = sToMicros(aeIntervalSeconds);
    this.stagger = build.stream('sync');
    this.phases = build.stream('update');
    const { ttlSeconds, heartbeatSeconds } = check as TtlConfig;
    this.updateMicros = check.is === 'ttl' ? sToMicros(heartbeatSeconds || ttlSeconds / 2) : 0;
    this.unknownCheck = build.reason(UNKNOWN_LEASE, 'error');
    this.host.wakes(this);
    this.watch = this.watchOf(build);
  }

  started(): void {
    // Who is up at the start of a run has been so for a while: it is registered, and its timers stand anywhere.
    const ran = this.host.now === 0;
    if (ran) {
      this.state[REGISTERED] = 1;
      this.arm(SYNC_TIMER, 1 + this.stagger.below(this.syncMicros), SYNC);
    } else this.register();
    this.watch?.started();
    if (this.updateMicros === 0) return;
    this.arm(PASS_TIMER, ran ? 1 + this.phases.below(this.updateMicros) : this.updateMicros, UPDATE);
  }

  timer(tag: number): void {
    this.state[TIMER_OF[tag]] = NONE;
    if (tag === WATCH) return this.watch?.ask();
    if (tag === UPDATE) {
      this.arm(PASS_TIMER, this.updateMicros, UPDATE);
      this.update();
    } else if (this.state[REGISTERED] === 0) this.register();
    else {
      this.arm(SYNC_TIMER, this.syncMicros + this.stagger.below(this.syncMicros), SYNC);
      this.host.control(this.registry, OP.renew, NONE);
    }
  }

  answered(call: Frame): void {
    const { port, op, payload, status, reason } = this.host.frames;
    if (port[call] !== this.registry.index) return;
    if (op[call] === OP.key) return this.watch?.answered(call);
    const ok = status[call] === OK;
    if (op[call] === OP.register && ok && this.state[REGISTERED] === 0) {
      this.state[REGISTERED] = 1;
      this.arm(SYNC_TIMER, this.syncMicros + this.stagger.below(this.syncMicros), SYNC);
      // Clients begin with an update, and do not wait for the first to be due.
      this.update();
    } else if (op[call] === OP.renew && payload[call] === PASS && reason[call] === this.unknownCheck) {
      this.register();
    }
  }

  stopping(): void {
    this.silence();
    this.host.control(this.registry, OP.cancel, NONE);
  }

  crashed(): void {
    this.silence();
    this.stop(WATCH_TIMER);
    this.watch?.crashed();
  }

  private silence(): void {
    this.stop(SYNC_TIMER);
    this.stop(PASS_TIMER);
    this.state[REGISTERED] = 0;
  }

  private watchOf(build: Build<ConsulConfig>): KeyWatch | null {
    const { watchedKey, query } = build.config;
    if (watchedKey === '') return null;
    const { waitSeconds = DEFAULT_QUERY_TIME } = query as Partial<BlockingConfig>;
    return new KeyWatch(build, this.registry, waitSeconds, (micros) => this.arm(WATCH_TIMER, micros, WATCH));
  }

  /** Without an answer it is tried again. */
  private register(): void {
    this.state[REGISTERED] = 0;
    this.arm(SYNC_TIMER, RETRY_MICROS + this.stagger.below(RETRY_MICROS), SYNC);
    this.host.control(this.registry, OP.register, NONE);
  }

  private update(): void {
    if (this.updateMicros > 0 && this.state[REGISTERED] === 1 && !this.host.hangs) {
      this.host.control(this.registry, OP.renew, PASS);
    }
  }

  private arm(timer: number, micros: number, tag: number): void {
    this.stop(timer);
    this.state[timer] = this.host.after(micros, tag);
  }

  private stop(timer: number): void {
    if (this.state[timer] !== NONE) this.host.cancel(this.state[timer]);
    this.state[timer] = NONE;
  }
}

/** By tag. */
const TIMER_OF = [SYNC_TIMER, PASS_TIMER, WATCH_TIMER];

/** After a sync that failed; up to as much again is added at random. */
const RETRY_MICROS = 15 * MICROS_PER_S;
