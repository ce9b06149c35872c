import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_S, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { REACH } from '#lib/engine/levers.ts';
import { rate, refusedSoFar, timeLeft, windowBars } from '#lib/policies/breaking/breaker-facts.ts';
import { isAmong } from '#lib/policies/error-list.ts';
import { BEGINNINGS, isCommand, TARGETS } from './commands.ts';
import { failingOf, ignoredOf } from './exceptions.ts';
import { machine } from './machine.ts';
import { OpenWait } from './open-wait.ts';
import type { Resilience4jConfig } from './policy.ts';
import { RULE, RULES } from './rules.ts';
import { CallWindow, SecondsWindow, type Tally } from './window.ts';

/**
 * Resilience4j's CircuitBreakerStateMachine (2.x). Rates are judged on every recorded call, in 32-bit floats, and
 * reaching a threshold is enough. A result belongs to the state that is current when it comes, whoever admitted
 * the call: late results of the closed time are probe results while half-open.
 */
export function create(build: Build<Resilience4jConfig>): Gate {
  return new Resilience4jBreaker(build);
}

const TIMER = 0;
const ATTEMPTS = 1;
const PERMITS = 2;
const REFUSED = 3;
const BEGINNING = 4;

/** Tags of its timers. */
const DUE = 0;
const BEGINS = 1;

/** After so many micros the low half of the time begins anew. */
const WRAP = 4_294_967_296;
/** A timer reaches at most this far ahead; a longer wait takes several. */
const LONGEST_TIMER_MICROS = 3_600_000_000;

const BELOW_MINIMUM = 0;
const BELOW = 1;
const FAILURES = 2;
const SLOWNESS = 3;

class Resilience4jBreaker implements Gate, Timed {
  private readonly host: Host;
  private readonly config: Resilience4jConfig;
  private readonly down: Uint8Array;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly counts: Int32Array;
  /** When the wait of the open or half-open state is over. */
  private readonly due: Float64Array;
  private readonly entered: Float64Array;
  private readonly openWait: OpenWait;
  private readonly calls: CallWindow;
  private readonly seconds: SecondsWindow | null;
  private readonly refusal: Verdict;
  /** By outcome: a bit each. */
  private readonly failing: number;
  private readonly ignored: number;
  private readonly slowMicros: number;
  private readonly failureThreshold: number;
  private readonly slowThreshold: number;
  /** 1: the window of calls is in use, as always while half-open. */
  private readonly counting: Uint8Array;
  private readonly closed: number;
  private readonly open: number;
  private readonly halfOpen: number;
  private readonly disabled: number;
  private readonly forcedOpen: number;

  constructor(build: Build<Resilience4jConfig>) {
    const { config, host, sim } = build;
    this.host = host;
    this.config = config;
    this.down = sim.levers.down;
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    this.counts = build.i32(5);
    this.counts[TIMER] = this.counts[BEGINNING] = NONE;
    this.due = build.f64(1);
    this.entered = build.f64(1);
    this.counting = build.u8(1);
    this.openWait = new OpenWait(build);
    const byCalls = config.slidingWindowType === 'COUNT_BASED';
    const permitted = config.permittedNumberOfCallsInHalfOpenState;
    this.calls = new CallWindow(build, byCalls ? Math.max(config.slidingWindowSize, permitted) : permitted);
    this.seconds = byCalls ? null : new SecondsWindow(build, config.slidingWindowSize);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.failing = failingOf(config);
    this.ignored = ignoredOf(config);
    this.slowMicros = msToMicros(config.slowCallDurationThresholdMs);
    this.failureThreshold = Math.fround(config.failureRateThreshold);
    this.slowThreshold = Math.fround(config.slowCallRateThreshold);
    this.closed = this.chart.state('closed');
    this.open = this.chart.state('open');
    this.halfOpen = this.chart.state('half-open');
    this.disabled = this.chart.state('disabled');
    this.forcedOpen = this.chart.state('forced-open');
    host.wakes(this);
    this.freshWindow();
    this.beginSoon();
  }

  enter(call: Frame): Verdict {
    const mode = this.mode;
    if (mode === this.forcedOpen) return this.refuse();
    if (mode === this.open) {
      // Strictly later: a call at the very end of the wait is still refused.
      if (this.host.now <= this.due[0]) return this.refuse();
      const elapsed = (this.host.now - this.entered[0]) / MICROS_PER_S;
      this.move('wait over', RULE.callAfterWait, elapsed, this.waitSeconds);
    }
    if (this.mode === this.halfOpen) {
      if (this.counts[PERMITS] === 0) return this.refuse();
      this.counts[PERMITS]--;
    }
    // The low half of the moment: with the call's own beginning it tells the whole.
    this.host.mark(call, this.host.now | 0);
    return GO;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    const mode = this.mode;
    if (isAmong(this.ignored, status)) {
      // Whoever admitted it: a permit is given back even for a call of the closed time.
      if (mode === this.halfOpen) this.counts[PERMITS]++;
      return;
    }
    if (mode === this.disabled || mode === this.forcedOpen) return;
    this.record(isAmong(this.failing, status), this.isSlow(call));
    if (mode === this.closed) this.judgeClosed();
    else if (mode === this.halfOpen) this.judgeProbes();
  }

  timer(tag: number): void {
    if (tag === BEGINS) return this.beginInitially();
    this.counts[TIMER] = NONE;
    // The timers of a dead process died with it.
    if (this.down[this.host.self] === 1) return;
    if (this.host.now < this.due[0]) this.arm();
    else if (this.mode === this.open) this.move('wait over', RULE.automatic, 0, this.waitSeconds);
    else {
      const event = this.config.transitionToStateAfterWaitDuration === 'OPEN' ? 'gave up' : 'waited';
      this.move(event, RULE.waitedTooLong, 0, this.waitSeconds);
    }
  }

  command(op: string): boolean {
    if (!isCommand(op)) return false;
    const target = this.chart.state(TARGETS[op]);
    // From a state to itself nothing is seen to move, but it begins afresh: window, permits, wait.
    if (target === this.mode) this.begin(target);
    else return this.move(op, RULE.byHand, 0, 0);
    return true;
  }

  reset(): void {
    this.counts[REFUSED] = 0;
    if (this.mode === this.closed) this.begin(this.closed);
    else this.move('reset', RULE.reset, 0, 0);
    this.beginSoon();
  }

  explain(): readonly Fact[] {
    const { config, mode } = this;
    const facts: Fact[] = [];
    if (mode !== this.disabled && mode !== this.forcedOpen) facts.push(...this.rates());
    if (mode === this.open) facts.push(this.left('wait', 'Wait left'));
    if (mode === this.halfOpen) {
      const of = config.permittedNumberOfCallsInHalfOpenState;
      facts.push({ key: 'permits', label: 'Permits left', value: this.counts[PERMITS], of });
      if (config.maxWaitDurationInHalfOpenStateMs > 0) facts.push(this.left('decision', 'Time to decide'));
    }
    facts.push(refusedSoFar(this.counts[REFUSED]));
    return facts;
  }

  private get mode(): number {
    return this.chart.mode[this.subject];
  }

  private get waitSeconds(): number {
    return (this.due[0] - this.entered[0]) / MICROS_PER_S;
  }

  private refuse(): Verdict {
    this.counts[REFUSED]++;
    return this.refusal;
  }

  /** By its time since its admission, which is later than its beginning if a layer around this one made it wait. */
  private isSlow(call: Frame): boolean {
    const { now, frames } = this.host;
    const low = (now - this.host.stamp(call)) >>> 0;
    const sinceBorn = now - frames.born[call >> 1];
    // What began less than a wrap ago cannot have been admitted before.
    const wraps = sinceBorn < WRAP ? 0 : Math.floor((sinceBorn - low) / WRAP);
    return low + wraps * WRAP > this.slowMicros;
  }

  private record(failed: boolean, slow: boolean): void {
    if (this.counting[0] === 1 || this.seconds === null) this.calls.record(failed, slow);
    else this.seconds.record(this.host.now, failed, slow);
  }

  private judgeClosed(): void {
    const verdict = this.verdict();
    if (verdict === FAILURES) {
      this.move('rate exceeded', RULE.failures, this.failureRate, this.config.failureRateThreshold);
    } else if (verdict === SLOWNESS) {
      this.move('rate exceeded', RULE.slowness, this.slowRate, this.config.slowCallRateThreshold);
    }
  }

  private judgeProbes(): void {
    const verdict = this.verdict();
    if (verdict === FAILURES) {
      this.move('probes failed', RULE.probesFailed, this.failureRate, this.config.failureRateThreshold);
    } else if (verdict === SLOWNESS) {
      this.move('probes failed', RULE.probesSlow, this.slowRate, this.config.slowCallRateThreshold);
    } else if (verdict === BELOW) {
      this.move('probes passed', RULE.probesPassed, this.failureRate, this.window.total);
    }
  }

  private verdict(): number {
    const { failed, slow, total } = this.window;
    if (total < this.minimum) return BELOW_MINIMUM;
    if (percent(failed, total) >= this.failureThreshold) return FAILURES;
    return percent(slow, total) >= this.slowThreshold ? SLOWNESS : BELOW;
  }

  private get window(): CallWindow | SecondsWindow {
    return this.counting[0] === 1 || this.seconds === null ? this.calls : this.seconds;
  }

  /** Clipped to what a window of calls can hold; not clipped for seconds. */
  private get minimum(): number {
    const { minimumNumberOfCalls } = this.config;
    const clipped = this.counting[0] === 1 || this.seconds === null;
    return clipped ? Math.min(minimumNumberOfCalls, this.calls.size) : minimumNumberOfCalls;
  }

  private get failureRate(): number {
    return percent(this.window.failed, this.window.total);
  }

  private get slowRate(): number {
    return percent(this.window.slow, this.window.total);
  }

  /** Steps the machine and begins the state it leads to. False = illegal, and nothing changed. */
  private move(event: string, rule: number, a: number, b: number): boolean {
    if (!this.chart.step(this.subject, this.chart.event(event), rule, a, b)) return false;
    this.begin(this.mode);
    return true;
  }

  /** What the constructors of the product's state classes do. */
  private begin(mode: number): void {
    const { config, counts } = this;
    if (counts[TIMER] !== NONE) this.host.cancel(counts[TIMER]);
    counts[TIMER] = NONE;
    this.entered[0] = this.due[0] = this.host.now;
    if (mode === this.open) {
      counts[ATTEMPTS]++;
      this.due[0] += msToMicros(this.openWait.of(counts[ATTEMPTS]));
      if (config.automaticTransitionFromOpenToHalfOpenEnabled) this.arm();
    } else if (mode === this.halfOpen) {
      counts[PERMITS] = config.permittedNumberOfCallsInHalfOpenState;
      this.counting[0] = 1;
      this.calls.clear(counts[PERMITS]);
      this.due[0] += msToMicros(config.maxWaitDurationInHalfOpenStateMs);
      if (config.maxWaitDurationInHalfOpenStateMs > 0) this.arm();
    } else {
      counts[ATTEMPTS] = mode === this.forcedOpen ? counts[ATTEMPTS] + 1 : 0;
      this.freshWindow();
    }
  }

  /** A run's record begins with its first event: what a breaker does before is told by none. */
  private beginSoon(): void {
    const { counts, host, config } = this;
    if (counts[BEGINNING] !== NONE) host.cancel(counts[BEGINNING]);
    counts[BEGINNING] = config.initialState === 'CLOSED' ? NONE : host.after(0, BEGINS);
  }

  private beginInitially(): void {
    this.counts[BEGINNING] = NONE;
    // Not there yet, or not there any more.
    if (this.down[this.host.self] !== REACH.serves || this.mode !== this.closed) return;
    for (const event of BEGINNINGS[this.config.initialState]) {
      this.chart.step(this.subject, this.chart.event(event), RULE.initially, 0, 0);
    }
    this.begin(this.mode);
  }

  private freshWindow(): void {
    this.counting[0] = this.seconds === null ? 1 : 0;
    if (this.seconds === null) this.calls.clear(this.config.slidingWindowSize);
    else this.seconds.clear(this.host.now);
  }

  private arm(): void {
    const left = this.due[0] - this.host.now;
    this.counts[TIMER] = this.host.after(Math.min(left, LONGEST_TIMER_MICROS), DUE);
  }

  private rates(): Fact[] {
    const { failureRateThreshold, slowCallRateThreshold } = this.config;
    const tally: Tally = this.window instanceof SecondsWindow ? this.window.seen(this.host.now) : this.window;
    const facts: Fact[] = [
      { key: 'window', label: 'Recorded calls', value: tally.total, of: this.minimum, ...this.past() },
      { key: 'failed', label: 'Failed', value: tally.failed },
    ];
    // Below the minimum the product knows no rate.
    if (tally.total < this.minimum) return facts;
    const failure = percent(tally.failed, tally.total);
    const slow = percent(tally.slow, tally.total);
    return [
      ...facts,
      rate('failureRate', 'Failure rate', failure, failureRateThreshold),
      rate('slowRate', 'Slow call rate', slow, slowCallRateThreshold),
    ];
  }

  /** The window as it is: the last calls, or the last seconds. */
  private past(): Pick<Fact, 'bars' | 'ring'> {
    const { window } = this;
    if (!(window instanceof SecondsWindow)) return { ring: window.marks };
    return { bars: windowBars(window.seconds, 1, (back) => window.tally(back, this.host.now)) };
  }

  private left(key: string, label: string): Fact {
    return timeLeft(key, label, this.host.now, this.due[0], this.due[0] - this.entered[0]);
  }
}

/** As the product reckons it, in 32-bit floats. */
function percent(part: number, total: number): number {
  return Math.fround(Math.fround(part * 100) / total);
}
