import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { rate, refusedSoFar, timeLeft, windowBars } from '#lib/policies/breaking/breaker-facts.ts';
import { machine } from './machine.ts';
import type { PollyConfig } from './policy.ts';
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
];
const RATIO_REACHED = 0;
const BREAK_OVER = 1;
const FAILED = 2;
const SUCCEEDED = 3;
const RESET = 4;

class Polly implements Gate {
  private readonly host: Host;
  private readonly config: PollyConfig;
  private readonly breakMicros: number;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly health: RollingHealth;
  private readonly openedAt: Float64Array;
  private readonly refused: Int32Array;
  private readonly refusal: Verdict;
  private readonly closed: number;
  private readonly open: number;
  private readonly halfOpen: number;
  private readonly events: readonly number[];

  constructor(build: Build<PollyConfig>) {
    this.host = build.host;
    this.config = build.config;
    this.breakMicros = sToMicros(build.config.breakDurationSeconds);
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    this.health = new RollingHealth(build, sToMicros(build.config.samplingDurationSeconds));
    this.openedAt = build.f64(1);
    this.refused = build.i32(1);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.closed = this.chart.state('closed');
    this.open = this.chart.state('open');
    this.halfOpen = this.chart.state('half-open');
    const names = ['ratio reached', 'break over', 'failure', 'success', 'reset'];
    this.events = names.map((name) => this.chart.event(name));
  }

  enter(_call: Frame): Verdict {
    const mode = this.chart.mode[this.subject];
    if (mode === this.closed) return GO;
    const elapsed = this.host.now - this.openedAt[0];
    if (mode === this.halfOpen || elapsed < this.breakMicros) {
      this.refused[0]++;
      return this.refusal;
    }
    this.step(BREAK_OVER, elapsed / MICROS_PER_S, this.config.breakDurationSeconds);
    return GO;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    // What `ShouldHandle` does not handle, and a cancellation it does not, is a success.
    if (status === OK || status === CANCELLED) this.succeeded();
    else this.failed();
  }

  reset(): void {
    this.health.reset();
    this.refused[0] = 0;
    this.openedAt[0] = 0;
    if (this.chart.mode[this.subject] !== this.closed) this.step(RESET, 0, 0);
  }

  explain(): readonly Fact[] {
    const { failureRatio, minimumThroughput, samplingDurationSeconds } = this.config;
    const mode = this.chart.mode[this.subject];
    const { throughput, failureRate, length } = this.health;
    const facts: Fact[] = [];
    if (mode === this.open) {
      const due = this.openedAt[0] + this.breakMicros;
      facts.push(timeLeft('break', 'Break left', this.host.now, due, this.breakMicros));
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
    this.health.reset();
  }

  private failed(): void {
    const mode = this.chart.mode[this.subject];
    const { failureRatio, minimumThroughput, breakDurationSeconds } = this.config;
    if (mode === this.halfOpen) {
      this.openedAt[0] = this.host.now;
      this.step(FAILED, 0, breakDurationSeconds);
      return;
    }
    this.health.countFailure(this.host.now);
    const { throughput, failureRate } = this.health;
    if (mode === this.open || throughput < minimumThroughput || failureRate < failureRatio) return;
    this.openedAt[0] = this.host.now;
    this.step(RATIO_REACHED, failureRate, failureRatio);
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}
