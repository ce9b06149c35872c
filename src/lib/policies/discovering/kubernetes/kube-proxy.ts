import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, OP, PARK, REFUSE, type Resolver, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { KubernetesConfig } from './policy.ts';
import { SYNC_RUNNER_STATE, SyncRunner } from './sync-runner.ts';

const RULES = 0;
/** The newest list that came through to it, and the newest that is on its way. */
const KNOWN = 1;
const NOTICED = 2;
const IN_FLIGHT = 3;
const SYNC_TIMER = 4;
const ASK_TIMER = 5;
const STATE = 6;

/** Tags of timers; any other is the list that has come through. */
const SYNC = -2;
const ASK = -3;

/**
 * The rules of the kube-proxy on a caller's node (pkg/proxy/iptables, virtual-ips in the documentation): it watches
 * EndpointSlices and writes their changes into the kernel, where every connection finds them. It does not ask when somebody
 * calls. While the control plane is away its rules stay as they are.
 */
export class KubeProxy implements Resolver {
  private readonly host: Host;
  private readonly state: Int32Array;
  private readonly heardAt: Float64Array;
  private readonly runner: SyncRunner;
  private readonly ways: Stream;
  private readonly least: number;
  private readonly spread: number;
  private readonly syncPeriodMicros: number;
  private readonly failure: Verdict;

  constructor(
    build: Build<KubernetesConfig>,
    private readonly registry: Port,
    private readonly port: Port,
  ) {
    const { config } = build;
    this.host = build.host;
    this.state = build.i32(STATE).fill(NONE);
    this.heardAt = build.f64(1);
    this.runner = new SyncRunner(build.f64(SYNC_RUNNER_STATE), sToMicros(config.minSyncPeriodSeconds));
    this.ways = build.stream('propagation');
    this.least = sToMicros(config.propagationMinSeconds);
    this.spread = Math.max(0, sToMicros(config.propagationMaxSeconds) - this.least);
    this.syncPeriodMicros = sToMicros(config.syncPeriodSeconds);
    this.failure = REFUSE + build.reason('lookup failed', 'no-instance');
    this.host.wakes(this);
  }

  lookup(): Verdict {
    if (this.state[RULES] !== NONE) return GO;
    return this.state[IN_FLIGHT] === 1 ? PARK : this.failure;
  }

  answered(lookup: Frame): void {
    const { status, result } = this.host.frames;
    this.state[IN_FLIGHT] = NONE;
    if (status[lookup] !== OK) {
      this.askIn(Math.min(MICROS_PER_S, this.syncPeriodMicros));
      if (this.state[RULES] === NONE) this.host.resumeParked(this.port, this.failure);
    } else if (this.state[RULES] === NONE) {
      this.heard(result[lookup]);
      this.state[KNOWN] = result[lookup];
      this.write();
      this.host.resumeParked(this.port, GO);
    } else this.noticed(result[lookup]);
  }

  noticed(roster: number): void {
    if (this.state[RULES] === NONE || !this.heard(roster)) return;
    this.host.after(this.least + (this.spread > 0 ? this.ways.below(this.spread + 1) : 0), roster);
  }

  timer(tag: number): void {
    if (tag === ASK) {
      this.state[ASK_TIMER] = NONE;
      this.ask();
      return;
    }
    if (tag === SYNC) this.state[SYNC_TIMER] = NONE;
    else this.state[KNOWN] = Math.max(this.state[KNOWN], tag);
    this.sync();
  }

  /**
   * The caller's process is new; the kube-proxy of its node is not, and knew all along what it is about to hear: the first
   * answer is in force at once.
   */
  reset(): void {
    const { state } = this;
    state[RULES] = state[KNOWN] = state[NOTICED] = NONE;
    this.ask();
  }

  /** Nobody is left to call through its rules. */
  stop(): void {
    const { state } = this;
    if (state[ASK_TIMER] !== NONE) this.host.cancel(state[ASK_TIMER]);
    state[ASK_TIMER] = NONE;
  }

  age(): number | null {
    return this.state[RULES] === NONE ? null : (this.host.now - this.heardAt[0]) / MICROS_PER_S;
  }

  explain(): readonly Fact[] {
    const age = this.age();
    const { state } = this;
    return [
      {
        key: 'listed',
        label: 'Endpoints in its rules',
        value: age === null ? 0 : this.port.endpoints.listedCount,
      },
      { key: 'age', label: 'Heard from the API server', value: age ?? 'not yet', unit: 's' },
      {
        key: 'pending',
        label: 'A change is on its way',
        value: state[NOTICED] > state[RULES] ? 'yes' : 'no',
      },
    ];
  }

  /** Rosters are numbered in order of publication: one that was overtaken on the way is dropped. */
  private heard(roster: number): boolean {
    this.heardAt[0] = this.host.now;
    if (roster <= this.state[NOTICED]) return false;
    this.state[NOTICED] = roster;
    return true;
  }

  private sync(): void {
    const { state } = this;
    if (state[RULES] === NONE || state[KNOWN] === state[RULES] || state[SYNC_TIMER] !== NONE) return;
    const wait = this.runner.take(this.host.now);
    if (wait === 0) this.write();
    else state[SYNC_TIMER] = this.host.after(wait, SYNC);
  }

  private write(): void {
    const { state } = this;
    state[RULES] = state[KNOWN];
    this.port.endpoints.set(this.host.roster(state[RULES]));
  }

  private ask(): void {
    this.state[IN_FLIGHT] = 1;
    this.askIn(this.syncPeriodMicros);
    this.host.control(this.registry, OP.watch, this.port.index);
  }

  private askIn(micros: number): void {
    this.stop();
    this.state[ASK_TIMER] = this.host.after(micros, ASK);
  }
}
