import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { isAmong } from '#lib/policies/error-list.ts';
import { rate, refusedSoFar, timeLeft, windowBars } from '#lib/policies/breaking/breaker-facts.ts';
import { maskOf } from '#lib/policies/retry-conditions.ts';
import { BreakDuration } from './break-duration.ts';
import { machine } from './machine.ts';
import { pollyMeanings, type PollyConfig } from './policy.ts';
import { RollingHealth } from './rolling-health.ts';

/**
 * Polly v8 (CircuitStateController, AdvancedCircuitBehavior, RollingHealthMetrics). A failure while closed opens it when
 * the sampling duration holds enough calls and ratio enough of failures. The first call at or after the break duration is
 * the one probe. A result counts for the state that it finds, whenever its call was admitted: in half-open the first
 * result decides, be it the probe's or not.
 */
export function create(build: Build<PollyConfig>): Gate {
  return new Polly(build);
}

const RULES = [
  'failures are {a} of the finished calls (failure ratio {b})',
  'a call came {a} s after it opened (break duration {b} s) and goes down as the probe',
  'a call failed; a full new break of {b} s begins',
  'a call succeeded',
  'the calling process restarted with a fresh breaker',
  'isolated by hand',
  'closed by hand',
];
const RATIO_REACHED = 0;
const BREAK_OVER = 1;
const FAILED = 2;
const SUCCEEDED = 3;
const RESET = 4;
const ISOLATED = 5;
const CLOSED = 6;

/** Places in `times`. */
const OPENED_AT = 0;
const LASTS = 1;

class Polly implements Gate {
  private readonly host: Host;
  private readonly config: PollyConfig;
  /** By outcome: a bit each. */
  private readonly handled: number;
  private readonly breakDuration: BreakDuration;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly health: RollingHealth;
  /** [when it opened, how long the break lasts] */
  private readonly times: Float64Array;
  private readonly attempts: Int32Array;
  private readonly refused: Int32Array;
  private readonly refusal: Verdict;
  private readonly closed: number;
  private readonly open: number;
  private readonly halfOpen: number;
  private readonly isolated: number;
  private readonly events: readonly number[];

  constructor(build: Build<PollyConfig>) {
    this.host = build.host;
    this.config = build.config;
    this.handled = maskOf(build.config.shouldHandle, pollyMeanings);
    this.breakDuration = new BreakDuration(build.config);
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    this.health = new RollingHealth(build, sToMicros(build.config.samplingDurationSeconds));
    this.times = build.f64(2);
    this.attempts = build.i32(1);
    this.refused = build.i32(1);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.closed = this.chart.state('closed');
    this.open = this.chart.state('open');
    this.halfOpen = this.chart.state('half-open');
    this.isolated = this.chart.state('isolated');
    const names = ['ratio reached', 'break over', 'failure', 'success', 'reset', 'isolate', 'close'];
    this.events = names.map((name) => this.chart.event(name));
  }

  enter(_call: Frame): Verdict {
    const mode = this.chart.mode[this.subject];
    if (mode === this.closed) return GO;
    const elapsed = this.host.now - this.times[OPENED_AT];
    if (mode !== this.open || elapsed < this.times[LASTS]) {
      this.refused[0]++;
      return this.refusal;
    }
    this.step(BREAK_OVER, elapsed / MICROS_PER_S, this.times[LASTS] / MICROS_PER_S);
    return GO;
  }

  leave(call: Frame): void {
    // What `ShouldHandle` does not handle is a success.
    if (isAmong(this.handled, this.host.frames.status[call])) this.failed();
    else this.succeeded();
  }

  /** `CircuitBreakerManualControl`: both may be told at any time, and again. */
  command(op: string): boolean {
    if (op !== 'isolate' && op !== 'close') return false;
    if (op === 'close') {
      this.attempts[0] = 0;
      this.health.reset();
    }
    this.step(op === 'isolate' ? ISOLATED : CLOSED, 0, 0);
    return true;
  }

  reset(): void {
    this.health.reset();
    this.refused[0] = 0;
    this.times.fill(0);
    this.attempts[0] = 0;
    if (this.chart.mode[this.subject] !== this.closed) this.step(RESET, 0, 0);
  }

  explain(): readonly Fact[] {
    const { failureRatio, minimumThroughput, samplingDurationSeconds } = this.config;
    const mode = this.chart.mode[this.subject];
    const { throughput, failureRate, length } = this.health;
    const facts: Fact[] = [];
    if (mode === this.open) {
      const lasts = this.times[LASTS];
      const due = this.times[OPENED_AT] + lasts;
      facts.push(timeLeft('break', 'Break left', this.host.now, due, lasts));
    } else if (mode === this.isolated) {
      facts.push({ key: 'forced', label: 'Breaker', value: 'isolated by hand' });
    } else if (mode === this.closed) {
      const bars = windowBars(length, samplingDurationSeconds / 10, (back) => this.health.tally(back));
      facts.push(
        { key: 'throughput', label: 'Calls sampled', value: throughput, of: minimumThroughput, bars },
        rate('ratio', 'Failure ratio', failureRate * 100, failureRatio * 100),
      );
    } else facts.push({ key: 'probe', label: 'Probe', value: 'in flight: the first result decides' });
    facts.push(refusedSoFar(this.refused[0]));
    return facts;
  }

  private succeeded(): void {
    this.health.countSuccess(this.host.now);
    if (this.chart.mode[this.subject] !== this.halfOpen) return;
    this.step(SUCCEEDED, 0, 0);
    this.attempts[0] = 0;
    this.health.reset();
  }

  private failed(): void {
    const mode = this.chart.mode[this.subject];
    const { failureRatio, minimumThroughput } = this.config;
    if (mode === this.halfOpen) {
      this.attempts[0]++;
      this.beginBreak();
      this.step(FAILED, 0, this.times[LASTS] / MICROS_PER_S);
      return;
    }
    this.health.countFailure(this.host.now);
    const { throughput, failureRate } = this.health;
    if (mode !== this.closed || throughput < minimumThroughput || failureRate < failureRatio) return;
    this.beginBreak();
    this.step(RATIO_REACHED, failureRate, failureRatio);
  }

  private beginBreak(): void {
    const { now } = this.host;
    this.times[OPENED_AT] = now;
    this.times[LASTS] = this.breakDuration.next(this.health, now, this.attempts[0]);
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}
