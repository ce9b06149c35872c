import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, msUp, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { refusedSoFar, saidToCallers, timeLeft } from '#lib/policies/breaking/breaker-facts.ts';
import { LastOutcomes, markOf } from '#lib/policies/breaking/last-outcomes.ts';
import { machine } from './machine.ts';
import type { FlappingConfig } from './policy.ts';

/**
 * The course's breaker without half-open, the second of its two ways (curriculum 2.6): the first call at or after the
 * cooldown closes it with its count at 0, so that it takes a whole threshold of failures to open it again. With the
 * callee still ill that is a flood at each close.
 */
export function create(build: Build<FlappingConfig>): Gate {
  return new FlappingBreaker(build);
}

const FAILURES = 0;
const REFUSED = 1;

const RULES = [
  '{a} calls in a row failed (threshold {b})',
  'a call came {a} s after it opened (cooldown {b} s); everybody goes down again',
  'the calling process restarted with a fresh breaker',
];
const THRESHOLD_REACHED = 0;
const COOLDOWN_OVER = 1;
const RESET = 2;

class FlappingBreaker implements Gate {
  private readonly host: Host;
  private readonly config: FlappingConfig;
  private readonly cooldownMicros: number;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly counts: Int32Array;
  private readonly openedAt: Float64Array;
  private readonly last: LastOutcomes;
  private readonly refusal: Verdict;
  private readonly closed: number;
  private readonly events: readonly number[];

  constructor(build: Build<FlappingConfig>) {
    this.host = build.host;
    this.config = build.config;
    this.cooldownMicros = sToMicros(build.config.cooldownSeconds);
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    this.counts = build.i32(2);
    this.openedAt = build.f64(1);
    this.last = new LastOutcomes(build);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.closed = this.chart.state('closed');
    this.events = ['threshold reached', 'cooldown over', 'reset'].map((name) => this.chart.event(name));
  }

  enter(call: Frame): Verdict {
    if (this.isClosed) return GO;
    const elapsed = this.host.now - this.openedAt[0];
    if (elapsed < this.cooldownMicros) {
      this.host.frames.result[call] = msUp(this.cooldownMicros - elapsed);
      this.counts[REFUSED]++;
      return this.refusal;
    }
    this.counts[FAILURES] = 0;
    this.step(COOLDOWN_OVER, elapsed / MICROS_PER_S, this.config.cooldownSeconds);
    return GO;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    this.last.note(markOf(status));
    if (!this.isClosed || status === CANCELLED) return;
    if (status === OK) this.counts[FAILURES] = 0;
    else if (++this.counts[FAILURES] >= this.config.failureThreshold) {
      this.openedAt[0] = this.host.now;
      this.step(THRESHOLD_REACHED, this.counts[FAILURES], this.config.failureThreshold);
    }
  }

  reset(): void {
    this.counts.fill(0);
    this.last.clear();
    this.openedAt[0] = 0;
    if (!this.isClosed) this.step(RESET, 0, 0);
  }

  explain(): readonly Fact[] {
    const of = this.config.failureThreshold;
    const value = this.counts[FAILURES];
    const { ring } = this.last;
    const facts: Fact[] = [{ key: 'failures', label: 'Failures in a row', value, of, line: of, ring }];
    if (!this.isClosed) {
      const due = this.openedAt[0] + this.cooldownMicros;
      facts.push(timeLeft('wait', 'Wait left', this.host.now, due, this.cooldownMicros));
      if (due > this.host.now) facts.push(saidToCallers(msUp(due - this.host.now)));
    }
    facts.push(refusedSoFar(this.counts[REFUSED]));
    return facts;
  }

  private get isClosed(): boolean {
    return this.chart.mode[this.subject] === this.closed;
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}
