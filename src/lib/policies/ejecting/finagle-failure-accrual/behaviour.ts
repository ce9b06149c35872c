import type { Fact, FactBar } from '#lib/base/fact.ts';
import { CANCELLED, outcomes } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Ejector } from '#lib/engine/contract.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { HostChart } from '#lib/engine/host-chart.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { Listing } from '#lib/policies/ejecting/listing.ts';
import { Accrual } from './accrual.ts';
import { machine } from './machine.ts';
import type { FailureAccrualConfig } from './policy.ts';

/**
 * Finagle's failure accrual (FailureAccrualFactory.scala). An endpoint that failed too much is busy for a growing, jittered
 * time; then one call probes it, and whichever result comes first decides. When all are dead, calls go to them all the same.
 */
export function create(build: Build<FailureAccrualConfig>, endpoints: Endpoints): Ejector {
  return new FailureAccrual(build, endpoints);
}

const EVENTS = [
  'failures in a row',
  'rate too low',
  'time over',
  'probe sent',
  'probe succeeded',
  'probe unclear',
  'forgotten',
];
const RULES = [
  '{a} failures in a row (numFailures {b})',
  'a call failed, and its success rate is {a}, below {b}',
  'it was dead for {a} s',
  'a call goes to it as the probe; others go elsewhere',
  'a call to it succeeded',
  'what came first told neither way: another probe may go',
  'it is listed no more, or the calling process restarted',
];
const IN_A_ROW = 0;
const LOW_RATE = 1;
const TIME_OVER = 2;
const PROBE_SENT = 3;
const PROBE_SUCCEEDED = 4;
const PROBE_UNCLEAR = 5;
const FORGOTTEN = 6;

/** So small a share is below it only when nobody is left. */
const FAIL_OPEN_PERCENT = 0.001;

/** 4xx are no failures of the endpoint’s. */
const GOOD = ['ok', 'rate-limited', 'unauthorized', 'no-route'];
const IS_GOOD = Uint8Array.from(outcomes, ({ outcome }) => (GOOD.includes(outcome) ? 1 : 0));

class FailureAccrual implements Ejector {
  private readonly host: Host;
  private readonly config: FailureAccrualConfig;
  private readonly firstMicros: number;
  private readonly maxMicros: number;
  private readonly chart: HostChart;
  private readonly events: readonly number[];
  private readonly alive: number;
  private readonly probeOpen: number;
  private readonly probeClosed: number;
  private readonly stream: Stream;
  private readonly accrual: Accrual;
  private readonly listing: Listing;
  /** By slot and rule: how often it was marked dead since it was last alive. */
  private readonly rounds: Int32Array;
  private readonly deadAt: Float64Array;
  private readonly deadFor: Float64Array;
  private readonly timers: Int32Array;

  constructor(
    build: Build<FailureAccrualConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    const { room } = endpoints;
    this.host = build.host;
    this.config = config;
    this.firstMicros = sToMicros(config.markDeadForSeconds);
    this.maxMicros = sToMicros(config.markDeadForMaxSeconds);
    this.chart = new HostChart(build, endpoints, { concern: 'ejection', machine, rules: RULES });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.alive = this.chart.state('alive');
    this.probeOpen = this.chart.state('probe open');
    this.probeClosed = this.chart.state('probe closed');
    this.stream = build.stream('ejection');
    this.accrual = new Accrual(build, room);
    this.listing = new Listing(build, endpoints);
    this.rounds = build.i32(2 * room);
    this.deadAt = build.f64(room);
    this.deadFor = build.f64(room);
    this.timers = build.i32(room).fill(NONE);
    if (endpoints.panicPercent === 0) endpoints.panicPercent = FAIL_OPEN_PERCENT;
    this.host.wakes(this);
  }

  /** The first call to one whose time is over is its probe. */
  began(call: Frame): void {
    const slot = this.endpoints.slotOf(this.host.frames.callee[call]);
    this.lookAtList();
    if (this.chart.mode(slot) === this.probeOpen) this.move(slot, PROBE_SENT, true, 0, 0);
  }

  ended(call: Frame): void {
    const { callee, status } = this.host.frames;
    const slot = this.endpoints.slotOf(callee[call]);
    this.lookAtList();
    if (!this.listing.has(slot)) return;
    const isProbed = this.chart.mode(slot) === this.probeClosed;
    if (status[call] === CANCELLED) {
      if (isProbed) this.move(slot, PROBE_UNCLEAR, false, 0, 0);
    } else if (IS_GOOD[status[call]] === 1) this.succeeded(slot, isProbed);
    else if (isProbed || this.chart.mode(slot) === this.alive) this.failed(slot, isProbed);
  }

  /** An endpoint has been dead for its time. */
  timer(slot: number): void {
    this.timers[slot] = NONE;
    this.move(slot, TIME_OVER, false, (this.host.now - this.deadAt[slot]) / MICROS_PER_S, 0);
  }

  reset(): void {
    for (let slot = 0; slot < this.endpoints.room; slot++) this.forget(slot);
    this.listing.reset();
  }

  explain(): readonly Fact[] {
    const facts: Fact[] = [{ key: 'hosts', label: 'Failures in a row', value: '', bars: this.bars() }];
    if (this.endpoints.panicking) facts.push({ key: 'open', label: 'Fails open', value: 'all are dead' });
    return facts;
  }

  private succeeded(slot: number, isProbed: boolean): void {
    if (isProbed) {
      this.accrual.revive(slot);
      this.rounds.fill(0, 2 * slot, 2 * slot + 2);
      this.move(slot, PROBE_SUCCEEDED, false, 0, 0);
    }
    this.accrual.succeeded(slot);
  }

  /** Both rules are asked, each with times of its own; the longer one holds. */
  private failed(slot: number, isProbed: boolean): void {
    const { accrual, config } = this;
    accrual.failed(slot);
    const failures = accrual.failuresInARow(slot);
    const isJudged = accrual.isOld(slot) && accrual.volume(slot) >= config.minRequestThreshold;
    const byRate = isJudged && accrual.isLow(slot) ? this.nextTime(slot, LOW_RATE) : 0;
    const byRow = failures >= config.consecutiveFailures ? this.nextTime(slot, IN_A_ROW) : 0;
    const micros = Math.max(byRate, byRow);
    if (micros > 0) {
      this.deadAt[slot] = this.host.now;
      this.deadFor[slot] = micros;
      this.timers[slot] = this.host.after(micros, slot);
      if (byRow >= byRate) this.move(slot, IN_A_ROW, true, failures, config.consecutiveFailures);
      else this.move(slot, LOW_RATE, true, accrual.successRate(slot), config.requiredSuccessRate);
    } else if (isProbed) this.move(slot, PROBE_UNCLEAR, false, 0, 0);
  }

  /** Equal jitter: half of the time is sure, half is drawn; it doubles from round to round. */
  private nextTime(slot: number, rule: number): number {
    const round = this.rounds[2 * slot + rule]++;
    let half = this.firstMicros;
    for (let i = 0; i < round && half < this.maxMicros; i++) half *= 2;
    if (half >= this.maxMicros) return this.maxMicros;
    return Math.min(this.maxMicros, half + Math.floor(this.stream.uniform() * half));
  }

  private move(slot: number, rule: number, isOut: boolean, a: number, b: number): void {
    this.chart.step(slot, this.events[rule], rule, a, b);
    this.endpoints.mark(slot, OUT.ejected, isOut);
  }

  private lookAtList(): void {
    if (!this.listing.lookAnew()) return;
    for (let slot = 0; slot < this.endpoints.room; slot++) {
      if (this.listing.hasFlipped(slot)) this.forget(slot);
    }
  }

  private forget(slot: number): void {
    if (this.timers[slot] !== NONE) this.host.cancel(this.timers[slot]);
    this.timers[slot] = NONE;
    if (this.chart.mode(slot) !== this.alive) this.move(slot, FORGOTTEN, false, 0, 0);
    this.rounds.fill(0, 2 * slot, 2 * slot + 2);
    this.accrual.forget(slot);
  }

  private bars(): FactBar[] {
    const { endpoints, accrual, config, chart } = this;
    return Array.from(endpoints.listed.subarray(0, endpoints.listedCount), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const label = endpoints.nameOf(slot);
      const bad = accrual.failuresInARow(slot);
      const bar = { label, value: bad, of: Math.max(bad, config.consecutiveFailures), bad };
      const mode = chart.mode(slot);
      if (mode === this.alive) {
        const rate = accrual.successRate(slot);
        return Number.isNaN(rate) ? bar : { ...bar, note: `${(100 * rate).toFixed(0)} % ok on average` };
      }
      if (mode === this.probeOpen || mode === this.probeClosed) return { ...bar, note: chart.stateOf(slot) };
      const left = Math.max(0, this.deadAt[slot] + this.deadFor[slot] - this.host.now) / MICROS_PER_S;
      return { ...bar, note: `dead, ${left.toFixed(1)} s left` };
    });
  }
}
