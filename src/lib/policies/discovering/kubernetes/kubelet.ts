import { ERROR, OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import { Build } from '#lib/engine/build.ts';
import { OP, type Registrant } from '#lib/engine/contract.ts';
import { ENDPOINT_COUNTS, Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { Host } from '#lib/engine/host.ts';
import { REACH } from '#lib/engine/levers.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import { Readiness, RELIST_MICROS } from '#lib/policies/checking/readiness.ts';
import { BACK_OFF_STATE, BackOff } from './back-off.ts';
import type { KubernetesConfig } from './policy.ts';
import { DELETED, GONE, NOT_READY, READY } from './reports.ts';

/** Its timers, by tag: places in the state. */
const PROBE = 0;
const PROBE_TIMEOUT = 1;
const RELIST = 2;
const LEASE = 3;
const RESTART = 4;
const TIMERS = 5;
/** What it last said of its pod; 1 while the pod is being deleted; 1 when a container ended and that was not seen yet. */
const SAID = 5;
const DELETING = 6;
const ENDED = 7;
const STATE = 8;

/**
 * The kubelet of a pod's node: probes the pod where it runs, so that no network is between the two; lists its containers each second;
 * tells the API server of each change of readiness; renews the node's lease; restarts a container that ended, if that is the
 * pod's policy. It outlives the process, and dies with the machine.
 */
export class Kubelet implements Registrant {
  private readonly host: Host;
  private readonly sim: Simulation;
  private readonly config: KubernetesConfig;
  private readonly state: Int32Array;
  private readonly endedAt: Float64Array;
  private readonly backOff: BackOff;
  private readonly pod: Endpoints;
  private readonly probe: Readiness;
  /** Moments within each interval: of its lease, its list of containers, and a ticker that ran before the story began. */
  private readonly phase: (micros: number) => number;

  constructor(
    build: Build<KubernetesConfig>,
    private readonly registry: Port,
  ) {
    const phases = build.stream('kubelet');
    this.host = build.host;
    this.sim = build.sim;
    this.config = build.config;
    this.state = build.i32(STATE).fill(NONE);
    this.endedAt = build.f64(1);
    this.backOff = new BackOff(build.f64(BACK_OFF_STATE));
    this.phase = (micros) => phases.below(micros) + 1;
    const views = { hosts: build.i32(1), listed: build.i32(1), out: build.u8(1) };
    const counts = build.i32(ENDPOINT_COUNTS);
    this.pod = new Endpoints({ ...views, counts }, this.host.self, () => 'readiness');
    this.pod.set([this.host.self]);
    const own = new Build(build.sim, build.config, new Host(build.sim, this.host.self), build.place);
    this.probe = new Readiness(own, this.pod);
    this.host.wakes(this);
  }

  /** A container is up. Those that are there when the story begins have been ready for a while. */
  started(): void {
    const { state, probe, config, host } = this;
    this.stop(RESTART);
    state[DELETING] = state[ENDED] = 0;
    probe.forget(0);
    const before = host.now === 0;
    const wait = this.untilProbe(before);
    if (before || !config.readinessProbe)
      for (let i = 0; i < config.successThreshold; i++) probe.judge(0, OK);
    if (config.readinessProbe) this.arm(PROBE, wait);
    if (before) state[SAID] = READY;
    else this.report();
    if (state[LEASE] === NONE) this.arm(LEASE, this.phase(sToMicros(config.nodeLeaseRenewSeconds)));
    if (state[RELIST] === NONE) this.arm(RELIST, this.phase(RELIST_MICROS));
  }

  timer(tag: number): void {
    this.state[tag] = NONE;
    switch (tag) {
      case PROBE:
        return this.look();
      case PROBE_TIMEOUT:
        return this.found(ERROR);
      case RELIST:
        return this.relist();
      case LEASE:
        this.arm(LEASE, sToMicros(this.config.nodeLeaseRenewSeconds));
        return this.host.control(this.registry, OP.renew, NONE);
      default:
        this.backOff.restarted(this.endedAt[0], this.host.now);
        this.host.restart();
    }
  }

  /** The answer to a renewal says what the API server has of the pod: a report that got lost is made again. */
  answered(call: Frame): void {
    const { port, op, status, result } = this.host.frames;
    if (port[call] !== this.registry.index || op[call] !== OP.renew || status[call] !== OK) return;
    if (this.state[DELETING] === 0 && result[call] !== this.readiness) this.report();
  }

  stopping(): void {
    this.state[DELETING] = 1;
    this.host.control(this.registry, OP.cancel, DELETED);
  }

  ready(): boolean {
    return this.readiness === READY;
  }

  crashed(machineToo: boolean): void {
    const { state } = this;
    if (machineToo) return this.stopAll();
    this.stop(PROBE);
    this.stop(PROBE_TIMEOUT);
    state[ENDED] = 1;
    this.endedAt[0] = this.host.now;
    if (state[DELETING] === 0) return;
    this.stopAll();
    this.host.control(this.registry, OP.cancel, GONE);
  }

  private get readiness(): number {
    return this.pod.count > 0 ? READY : NOT_READY;
  }

  /** The ticker’s first: of a container that was there before the story, anywhere in its period. */
  private untilProbe(before: boolean): number {
    const { probe, config } = this;
    if (before)
      return probe.follow(
        0,
        sToMicros(config.initialDelaySeconds) + this.phase(sToMicros(config.periodSeconds)) - 1,
      );
    return probe.follow(0, this.sim.instances[this.host.self].life.pace.startMicros);
  }

  private look(): void {
    const reach = this.sim.levers.down[this.host.self];
    if (reach === REACH.hangs) this.arm(PROBE_TIMEOUT, this.probe.timeoutMicros);
    else this.found(reach === REACH.serves ? OK : ERROR);
  }

  private found(status: number): void {
    this.arm(PROBE, this.probe.result(0, status));
    this.tell();
  }

  /** What the kubelet learns without asking: which containers run. */
  private relist(): void {
    const { state, host } = this;
    // Nobody said so: its machine went while the process was down.
    if (this.sim.levers.down[host.self] === REACH.silent) return this.stopAll();
    this.arm(RELIST, RELIST_MICROS);
    this.probe.relist();
    this.tell();
    if (state[ENDED] !== 1) return;
    state[ENDED] = 0;
    if (this.config.restartPolicy !== 'Always') return;
    const at = this.endedAt[0] + this.backOff.of(this.endedAt[0]);
    this.arm(RESTART, Math.max(0, at - host.now));
  }

  private tell(): void {
    if (this.state[DELETING] === 0 && this.state[SAID] !== this.readiness) this.report();
  }

  private report(): void {
    this.state[SAID] = this.readiness;
    this.host.readinessChanged();
    this.host.control(this.registry, OP.register, this.readiness);
  }

  private arm(tag: number, micros: number): void {
    this.state[tag] = this.host.after(micros, tag);
  }

  private stop(tag: number): void {
    if (this.state[tag] !== NONE) this.host.cancel(this.state[tag]);
    this.state[tag] = NONE;
  }

  private stopAll(): void {
    for (let tag = 0; tag < TIMERS; tag++) this.stop(tag);
  }
}
