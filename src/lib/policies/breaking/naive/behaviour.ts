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
import type { NaiveConfig } from './policy.ts';

/**
 * A breaker as a common short listing has it (curriculum 2.9). It keeps a mode and the time of the latest failure and
 * nothing of the calls. The first call after the cooldown makes it half-open, and half-open refuses nobody. Every
 * failure stamps its time, even while open, so a late one stretches the cooldown; and every result counts in the mode
 * that it finds, whichever mode its call was admitted in.
 */
export function create(build: Build<NaiveConfig>): Gate {
  return new NaiveBreaker(build);
}

const FAILURES = 0;
const SUCCESSES = 1;
const LET_DOWN = 2;
const REFUSED = 3;

const RULES = [
  '{a} calls in a row failed (threshold {b})',
  'a call came {a} s after the latest failure (cooldown {b} s); it goes down, and so does every call after it',
  'a call failed while half-open, after {a} were let down; a full new cooldown of {b} s begins',
  '{a} of {b} calls succeeded while half-open',
  'the calling process restarted with a fresh breaker',
];
const THRESHOLD_REACHED = 0;
const COOLDOWN_OVER = 1;
const CALL_FAILED = 2;
const CALLS_SUCCEEDED = 3;
const RESET = 4;

class NaiveBreaker implements Gate {
  private readonly host: Host;
  private readonly config: NaiveConfig;
  private readonly cooldownMicros: number;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly counts: Int32Array;
  private readonly failedAt: Float64Array;
  private readonly last: LastOutcomes;
  private readonly refusal: Verdict;
  private readonly closed: number;
  private readonly open: number;
  private readonly events: readonly number[];

  constructor(build: Build<NaiveConfig>) {
    this.host = build.host;
    this.config = build.config;
    this.cooldownMicros = sToMicros(build.config.cooldownSeconds);
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    this.counts = build.i32(4);
    this.failedAt = build.f64(1);
    this.last = new LastOutcomes(build);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.closed = this.chart.state('closed');
    this.open = this.chart.state('open');
    const names = ['threshold reached', 'cooldown over', 'call failed', 'calls succeeded', 'reset'];
    this.events = names.map((name) => this.chart.event(name));
  }

  enter(call: Frame): Verdict {
    const mode = this.chart.mode[this.subject];
    if (mode === this.closed) return GO;
    if (mode === this.open) {
      const elapsed = this.host.now - this.failedAt[0];
      if (elapsed < this.cooldownMicros) {
        this.host.frames.result[call] = msUp(this.cooldownMicros - elapsed);
        this.counts[REFUSED]++;
        return this.refusal;
      }
      this.counts[SUCCESSES] = this.counts[LET_DOWN] = 0;
      this.step(COOLDOWN_OVER, elapsed / MICROS_PER_S, this.config.cooldownSeconds);
    }
    this.counts[LET_DOWN]++;
    return GO;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    this.last.note(markOf(status));
    if (status === OK) this.succeeded();
    else if (status !== CANCELLED) this.failed();
  }

  reset(): void {
    this.counts.fill(0);
    this.last.clear();
    this.failedAt[0] = 0;
    if (this.chart.mode[this.subject] !== this.closed) this.step(RESET, 0, 0);
  }

  explain(): readonly Fact[] {
    const { failureThreshold, successThreshold } = this.config;
    const mode = this.chart.mode[this.subject];
    const value = this.counts[FAILURES];
    const { ring } = this.last;
    const facts: Fact[] = [
      {
        key: 'failures',
        label: 'Failures in a row',
        value,
        of: failureThreshold,
        line: failureThreshold,
        ring,
      },
    ];
    if (mode === this.open) {
      const due = this.failedAt[0] + this.cooldownMicros;
      facts.push(timeLeft('wait', 'Wait left', this.host.now, due, this.cooldownMicros));
      if (due > this.host.now) facts.push(saidToCallers(msUp(due - this.host.now)));
    } else if (mode !== this.closed) {
      facts.push({
        key: 'successes',
        label: 'Calls ok',
        value: this.counts[SUCCESSES],
        of: successThreshold,
      });
      facts.push({ key: 'letDown', label: 'Let down while half-open', value: this.counts[LET_DOWN] });
    }
    facts.push(refusedSoFar(this.counts[REFUSED]));
    return facts;
  }

  private succeeded(): void {
    const mode = this.chart.mode[this.subject];
    if (mode === this.closed) this.counts[FAILURES] = 0;
    else if (mode !== this.open && ++this.counts[SUCCESSES] >= this.config.successThreshold) {
      this.step(CALLS_SUCCEEDED, this.counts[SUCCESSES], this.config.successThreshold);
      this.counts[FAILURES] = this.counts[SUCCESSES] = 0;
    }
  }

  private failed(): void {
    const mode = this.chart.mode[this.subject];
    this.failedAt[0] = this.host.now;
    if (mode === this.open) return;
    if (mode !== this.closed) this.step(CALL_FAILED, this.counts[LET_DOWN], this.config.cooldownSeconds);
    else if (++this.counts[FAILURES] >= this.config.failureThreshold) {
      this.step(THRESHOLD_REACHED, this.counts[FAILURES], this.config.failureThreshold);
    }
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}
