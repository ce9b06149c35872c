import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS, MICROS_PER_S, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { REACH } from '#lib/engine/levers.ts';
import { rate, refusedSoFar, timeLeft, windowBars } from '#lib/policies/breaking/breaker-facts.ts';
import { machine } from './machine.ts';
import type { OpossumConfig } from './policy.ts';
import { RollingStatus } from './rolling-status.ts';

/**
 * opossum 10 (lib/circuit.js, lib/status.js, lib/semaphore.js). A failure opens it when more than the threshold of the calls
 * started have failed; calls under way, and calls refused while open, are among those started. A timer makes it half-open;
 * then one call goes down, and the first result decides, be it that call's or not. A close empties nothing.
 */
export function create(build: Build<OpossumConfig>): Gate {
  return new Opossum(build);
}

const RULES = [
  '{a} % of the calls started had failed (errorThresholdPercentage {b} %)',
  'the reset timeout of {b} s was over',
  'a call failed; a full new reset timeout of {b} s begins',
  'a call succeeded',
  'the calling process restarted with a fresh breaker',
  'opened by hand',
  'closed by hand',
];
const EXCEEDED = 0;
const TIMEOUT_OVER = 1;
const FAILED = 2;
const SUCCEEDED = 3;
const RESET = 4;
const OPENED_BY_HAND = 5;
const CLOSED_BY_HAND = 6;

/** Places in `counts`. */
const RESET_TIMER = 0;
const IN_FLIGHT = 1;
const PROBE_WANTED = 2;
const REFUSED = 3;
const LIFE = 4;
const LAYER = 5;
const ENABLED = 6;

/** The stamps of an admitted call without a running timer, and of one that came while it was not enabled. */
const UNTIMED = -1;
const BYPASSING = -2;

/** Tag of the reset timer. A call's timer has its frame and, above that, the life in which it was set. */
const RESET_TAG = -1;
const FRAME_BITS = 20;
const FRAME_MASK = (1 << FRAME_BITS) - 1;
const LIVES = 1 << 10;

/** The queue reaches a little over an hour ahead; a longer wait takes several timers. */
const LONGEST_TIMER_MICROS = 3_600_000_000;

class Opossum implements Gate, Timed {
  private readonly host: Host;
  private readonly config: OpossumConfig;
  private readonly timeoutMicros: number;
  private readonly resetMicros: number;
  private readonly warmUpMicros: number;
  private readonly down: Uint8Array;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly status: RollingStatus;
  private readonly bucketMicros: number;
  private readonly counts: Int32Array;
  /** [when it was created, when the open state is over] */
  private readonly times: Float64Array;
  private readonly openRefusal: Verdict;
  private readonly fullRefusal: Verdict;
  private readonly closed: number;
  private readonly open: number;
  private readonly halfOpen: number;
  private readonly events: readonly number[];

  constructor(build: Build<OpossumConfig>) {
    const { config, host } = build;
    this.host = host;
    this.config = config;
    this.timeoutMicros = msToMicros(config.timeoutMs);
    this.resetMicros = msToMicros(config.resetTimeoutMs);
    this.warmUpMicros = config.allowWarmUp ? msToMicros(config.rollingCountTimeoutMs) : 0;
    this.down = build.sim.levers.down;
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    // An interval of 0 ms is one of 1 ms in Node.
    const bucketMs = Math.floor(config.rollingCountTimeoutMs / config.rollingCountBuckets);
    this.bucketMicros = Math.max(1, bucketMs) * MICROS_PER_MS;
    this.status = new RollingStatus(build, config.rollingCountBuckets, this.bucketMicros);
    this.counts = build.i32(7);
    this.counts[ENABLED] = Number(config.enabled);
    this.counts[RESET_TIMER] = NONE;
    this.times = build.f64(2);
    this.openRefusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.fullRefusal = REFUSE + build.reason('semaphore locked', 'queue-full');
    this.closed = this.chart.state('closed');
    this.open = this.chart.state('open');
    this.halfOpen = this.chart.state('half-open');
    const names = [
      'threshold exceeded',
      'reset timeout over',
      'failure',
      'success',
      'reset',
      'open',
      'close',
    ];
    this.events = names.map((name) => this.chart.event(name));
    host.wakes(this);
  }

  enter(call: Frame): Verdict {
    const { counts, host } = this;
    this.status.fire(host.now);
    if (counts[ENABLED] === 0) {
      host.mark(call, BYPASSING);
      return GO;
    }
    if (this.mode !== this.closed && counts[PROBE_WANTED] === 0) return this.refuse(this.openRefusal);
    counts[PROBE_WANTED] = 0;
    if (counts[IN_FLIGHT] >= this.config.capacity) {
      this.failed();
      return this.refuse(this.fullRefusal);
    }
    counts[IN_FLIGHT]++;
    host.mark(call, this.timeoutMicros === 0 ? UNTIMED : this.timed(call));
    return GO;
  }

  leave(call: Frame): void {
    const { host, config } = this;
    const stamp = host.stamp(call);
    if (stamp === BYPASSING) return;
    if (stamp !== UNTIMED) host.cancel(stamp);
    this.counts[IN_FLIGHT]--;
    const status = host.frames.status[call];
    if (status === OK || (status === CANCELLED && config.errorFilter)) this.succeeded();
    else this.failed();
  }

  timer(tag: number): void {
    if (tag !== RESET_TAG) return this.timedOut(tag);
    this.counts[RESET_TIMER] = NONE;
    // The timers of a dead process died with it.
    if (this.isGone) return;
    if (this.host.now < this.times[DUE]) return this.armReset();
    this.step(TIMEOUT_OVER, 0, this.resetMicros / MICROS_PER_S);
    this.counts[PROBE_WANTED] = 1;
  }

  /** What is so already stays so, and a running wait is not begun anew. */
  command(op: string): boolean {
    if (op === 'enable' || op === 'disable') this.counts[ENABLED] = Number(op === 'enable');
    else if (op === 'open') {
      if (this.mode === this.open) return true;
      this.step(OPENED_BY_HAND, 0, 0);
      this.opened();
    } else if (op === 'close') {
      if (this.mode === this.closed) return true;
      this.disarmReset();
      this.counts[PROBE_WANTED] = 0;
      this.step(CLOSED_BY_HAND, 0, 0);
    } else return false;
    return true;
  }

  reset(): void {
    const { counts } = this;
    counts[ENABLED] = Number(this.config.enabled);
    this.disarmReset();
    counts[IN_FLIGHT] = counts[PROBE_WANTED] = counts[REFUSED] = 0;
    counts[LIFE] = (counts[LIFE] + 1) % LIVES;
    this.times[CREATED] = this.host.now;
    this.status.begin(this.host.now);
    if (this.mode !== this.closed) this.step(RESET, 0, 0);
  }

  explain(): readonly Fact[] {
    const { config, counts, host } = this;
    const facts: Fact[] = [...this.rolling()];
    if (counts[ENABLED] === 0) facts.unshift({ key: 'forced', label: 'Breaker', value: 'not enabled' });
    if (this.mode === this.open) {
      facts.unshift(
        timeLeft('resetTimeout', 'Reset timeout left', host.now, this.times[DUE], this.resetMicros),
      );
    } else if (this.mode === this.halfOpen) {
      const value =
        counts[PROBE_WANTED] === 1 ? 'awaited: the next call' : 'in flight: the first result decides';
      facts.unshift({ key: 'probe', label: 'Probe', value });
    }
    const warmUp = this.times[CREATED] + this.warmUpMicros;
    if (host.now < warmUp)
      facts.push(timeLeft('warmUp', 'Warm-up left', host.now, warmUp, this.warmUpMicros));
    const limited = config.capacity < Number.MAX_SAFE_INTEGER ? { of: config.capacity } : {};
    facts.push({ key: 'inFlight', label: 'Calls under way', value: counts[IN_FLIGHT], ...limited });
    facts.push(refusedSoFar(counts[REFUSED]));
    return facts;
  }

  private rolling(): readonly Fact[] {
    const { now } = this.host;
    const { rollingCountBuckets, errorThresholdPercentage, volumeThreshold } = this.config;
    const seconds = this.bucketMicros / MICROS_PER_S;
    const bars = windowBars(rollingCountBuckets, seconds, (back) => this.status.tally(back, now));
    const fires = bars.reduce((sum, { value }) => sum + value, 0);
    const failures = bars.reduce((sum, { bad = 0 }) => sum + bad, 0);
    const percent = fires === 0 ? 0 : Math.min(100, (failures / fires) * 100);
    const volume = volumeThreshold > 0 ? { of: volumeThreshold } : {};
    return [
      { key: 'fires', label: 'Calls started', value: fires, ...volume, bars },
      rate('errors', 'Failures of these', percent, errorThresholdPercentage),
    ];
  }

  private get isGone(): boolean {
    const reach = this.down[this.host.self];
    return reach === REACH.refuses || reach === REACH.silent;
  }

  private get mode(): number {
    return this.chart.mode[this.subject];
  }

  private refuse(verdict: Verdict): Verdict {
    this.counts[REFUSED]++;
    return verdict;
  }

  private timed(call: Frame): number {
    this.counts[LAYER] = this.host.frames.layer[call];
    const number = call / this.host.frames.stride;
    return this.host.after(this.timeoutMicros, (this.counts[LIFE] << FRAME_BITS) | number);
  }

  /** The work goes on elsewhere, but the promise rejects: for the caller and the breaker the call is over. */
  private timedOut(tag: number): void {
    if (tag >> FRAME_BITS !== this.counts[LIFE] || this.isGone) return;
    const { frames } = this.host;
    const call = (tag & FRAME_MASK) * frames.stride;
    frames.stamps[call + this.counts[LAYER]] = UNTIMED;
    this.host.giveUp(call, TIMED_OUT);
  }

  private succeeded(): void {
    if (this.mode !== this.halfOpen) return;
    this.step(SUCCEEDED, 0, 0);
    this.counts[PROBE_WANTED] = 0;
  }

  private failed(): void {
    const { status, config, mode } = this;
    const { now } = this.host;
    status.fail(now);
    if (now - this.times[CREATED] < this.warmUpMicros) return;
    if (mode === this.halfOpen) {
      this.step(FAILED, 0, this.resetMicros / MICROS_PER_S);
      this.opened();
      return;
    }
    if (mode === this.open || status.fires < config.volumeThreshold) return;
    // A failure whose start has rolled off already: more than all of none.
    const percent = (status.failures / status.fires) * 100;
    if (!(percent > config.errorThresholdPercentage)) return;
    this.step(EXCEEDED, Math.min(percent, 100), config.errorThresholdPercentage);
    this.opened();
  }

  private opened(): void {
    this.counts[PROBE_WANTED] = 0;
    this.times[DUE] = this.host.now + this.resetMicros;
    this.armReset();
  }

  private armReset(): void {
    const left = Math.min(this.times[DUE] - this.host.now, LONGEST_TIMER_MICROS);
    this.counts[RESET_TIMER] = this.host.after(left, RESET_TAG);
  }

  private disarmReset(): void {
    if (this.counts[RESET_TIMER] !== NONE) this.host.cancel(this.counts[RESET_TIMER]);
    this.counts[RESET_TIMER] = NONE;
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}

/** Places in `times`. */
const CREATED = 0;
const DUE = 1;
