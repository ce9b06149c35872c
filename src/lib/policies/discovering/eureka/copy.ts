import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, msToMicros, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, OP, PARK, REFUSE, type Resolver, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { EurekaConfig } from './policy.ts';

const FETCHED = 0;
const COPIED = 1;
const IN_FLIGHT = 2;
const IN_USE = 3;
const FETCH_TIMER = 4;
const RIBBON_TIMER = 5;

const FETCH = 0;
const RIBBON = 1;
const FIRST_COPY_MICROS = 1_000_000;

/**
 * A Eureka client's copy of the registry, fetched at an interval whether or not anyone calls, and Ribbon's copy of that copy, which
 * its balancer uses: made by the first call, renewed at an interval of its own, with nothing to tell the one of the other.
 */
export class EurekaCopy implements Resolver {
  private readonly host: Host;
  private readonly fetchMicros: number;
  private readonly ribbonMicros: number;
  private readonly phases: Stream;
  private readonly state: Int32Array;
  /** When the client fetched what it has; and of what Ribbon has. */
  private readonly times: Float64Array;
  private readonly noList: Verdict;

  constructor(
    build: Build<EurekaConfig>,
    private readonly registry: Port,
    private readonly port: Port,
  ) {
    this.host = build.host;
    this.fetchMicros = sToMicros(build.config.registryFetchIntervalSeconds);
    this.ribbonMicros = msToMicros(build.config.ribbonServerListRefreshInterval);
    this.phases = build.stream('fetch');
    this.state = build.i32(6).fill(NONE);
    this.times = build.f64(2);
    this.noList = REFUSE + build.reason('nothing fetched yet', 'no-instance');
    this.host.wakes(this);
  }

  lookup(): Verdict {
    const { state } = this;
    if (state[IN_USE] === 0) this.begin();
    if (state[COPIED] !== NONE) return GO;
    return state[IN_FLIGHT] === 1 ? PARK : this.noList;
  }

  timer(tag: number): void {
    if (tag === FETCH) {
      this.state[FETCH_TIMER] = NONE;
      this.fetch();
      return;
    }
    this.state[RIBBON_TIMER] = this.host.after(this.ribbonMicros, RIBBON);
    this.copy();
  }

  answered(lookup: Frame): void {
    const { frames, now } = this.host;
    const { state, times } = this;
    const isFirst = state[FETCHED] === NONE;
    state[IN_FLIGHT] = 0;
    state[FETCH_TIMER] = this.host.after(this.untilNext(this.fetchMicros, this.fetchMicros), FETCH);
    if (frames.status[lookup] === OK) {
      times[FETCHED] = now;
      state[FETCHED] = frames.result[lookup];
      if (this.ribbonMicros === 0 || (isFirst && state[IN_USE] === 1)) this.copy();
    } else if (state[COPIED] === NONE) this.host.resumeParked(this.port, this.noList);
  }

  /** Eureka tells nobody anything. */
  noticed(): void {}

  age(): number | null {
    return this.state[COPIED] === NONE ? null : (this.host.now - this.times[COPIED]) / MICROS_PER_S;
  }

  /** The process starts: it fetches before it does anything else. */
  reset(): void {
    this.stop();
    this.state[FETCHED] = this.state[COPIED] = NONE;
    this.state[IN_USE] = 0;
    this.fetch();
  }

  stop(): void {
    for (const timer of [FETCH_TIMER, RIBBON_TIMER]) {
      if (this.state[timer] !== NONE) this.host.cancel(this.state[timer]);
      this.state[timer] = NONE;
    }
  }

  explain(): readonly Fact[] {
    const { state, times, host } = this;
    const since = (which: number) =>
      state[which] === NONE ? 'no copy yet' : (host.now - times[which]) / MICROS_PER_S;
    const ribbon =
      this.ribbonMicros === 0
        ? []
        : [{ key: 'age', label: 'Age of Ribbon’s copy', value: since(COPIED), unit: 's' as const }];
    return [
      {
        key: 'listed',
        label: 'Instances in its copy',
        value: this.age() === null ? 0 : this.port.endpoints.count,
      },
      { key: 'fetched', label: 'Age of the client’s copy', value: since(FETCHED), unit: 's' },
      ...ribbon,
    ];
  }

  /** The first call makes Ribbon's balancer, which copies what is there and polls from a second later on. */
  private begin(): void {
    this.state[IN_USE] = 1;
    if (this.state[FETCHED] !== NONE) this.copy();
    if (this.ribbonMicros === 0) return;
    const micros = this.untilNext(FIRST_COPY_MICROS, this.ribbonMicros);
    this.state[RIBBON_TIMER] = this.host.after(micros, RIBBON);
  }

  /** What runs at the start of the run has run for a while: its timers stand anywhere. */
  private untilNext(usualMicros: number, intervalMicros: number): number {
    return this.host.now < WARM_MICROS ? 1 + this.phases.below(intervalMicros) : usualMicros;
  }

  private fetch(): void {
    this.state[IN_FLIGHT] = 1;
    this.host.control(this.registry, OP.lookup, this.port.index);
  }

  private copy(): void {
    const { state, times } = this;
    if (state[FETCHED] === NONE) return;
    const isFirst = state[COPIED] === NONE;
    times[COPIED] = times[FETCHED];
    if (state[COPIED] !== state[FETCHED]) {
      state[COPIED] = state[FETCHED];
      this.port.endpoints.set(this.host.roster(state[COPIED]));
    }
    if (isFirst) this.host.resumeParked(this.port, GO);
  }
}

/** Until then a process counts as one that ran before the run began: its first answers are there, and nobody has restarted it. */
const WARM_MICROS = 5_000_000;
