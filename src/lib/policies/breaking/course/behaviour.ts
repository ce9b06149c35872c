import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, msUp, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { refusedSoFar, saidToCallers, timeLeft } from '#lib/policies/breaking/breaker-facts.ts';
import { LastOutcomes, markOf } from '#lib/policies/breaking/last-outcomes.ts';
import { machine } from './machine.ts';
import type { CourseConfig } from './policy.ts';

/**
 * The course's breaker, exactly (curriculum 2.0). Failures in a row open it; while open it refuses without
 * touching the downstream; the first call at or after the cooldown becomes the one probe, all others are
 * refused; a failed probe opens it for a full new cooldown, enough successes close it. What a call admitted
 * while closed brings home later does not move an open or half-open breaker.
 */
export function create(build: Build<CourseConfig>): Gate {
  return new CourseBreaker(build);
}

const FAILURES = 0;
const SUCCESSES = 1;
const PROBING = 2;
const REFUSED = 3;

const ADMITTED_CLOSED = 0;
const ADMITTED_AS_PROBE = 1;

const RULES = [
  '{a} calls in a row failed (threshold {b})',
  'a call came {a} s after it opened (cooldown {b} s) and goes down as the probe',
  'the probe failed; a full new cooldown of {b} s begins',
  '{a} of {b} probes succeeded',
  'the calling process restarted with a fresh breaker',
];
const THRESHOLD_REACHED = 0;
const COOLDOWN_OVER = 1;
const PROBE_FAILED = 2;
const PROBES_SUCCEEDED = 3;
const RESET = 4;

class CourseBreaker implements Gate {
  private readonly host: Host;
  private readonly config: CourseConfig;
  private readonly cooldownMicros: number;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly counts: Int32Array;
  private readonly openedAt: Float64Array;
  private readonly last: LastOutcomes;
  private readonly refusal: Verdict;
  private readonly closed: number;
  private readonly open: number;
  private readonly events: readonly number[];

  constructor(build: Build<CourseConfig>) {
    this.host = build.host;
    this.config = build.config;
    this.cooldownMicros = sToMicros(build.config.cooldownSeconds);
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    this.counts = build.i32(4);
    this.openedAt = build.f64(1);
    this.last = new LastOutcomes(build);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.closed = this.chart.state('closed');
    this.open = this.chart.state('open');
    const names = ['threshold reached', 'cooldown over', 'probe failed', 'probes succeeded', 'reset'];
    this.events = names.map((name) => this.chart.event(name));
  }

  enter(call: Frame): Verdict {
    const mode = this.chart.mode[this.subject];
    if (mode === this.closed) {
      this.host.mark(call, ADMITTED_CLOSED);
      return GO;
    }
    if (mode === this.open) {
      const elapsed = this.host.now - this.openedAt[0];
      if (elapsed < this.cooldownMicros) return this.refuse(call, msUp(this.cooldownMicros - elapsed));
      this.counts[SUCCESSES] = 0;
      this.step(COOLDOWN_OVER, elapsed / MICROS_PER_S, this.config.cooldownSeconds);
    } else if (this.counts[PROBING] !== 0) {
      // Until the probe has ended nobody knows when it makes sense to come back.
      return this.refuse(call, NONE);
    }
    this.counts[PROBING] = 1;
    this.host.mark(call, ADMITTED_AS_PROBE);
    return GO;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    this.last.note(markOf(status));
    if (this.host.stamp(call) === ADMITTED_AS_PROBE) this.probeEnded(status);
    else if (this.chart.mode[this.subject] === this.closed) this.closedEnded(status);
  }

  reset(): void {
    this.counts.fill(0);
    this.last.clear();
    this.openedAt[0] = 0;
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
      const due = this.openedAt[0] + this.cooldownMicros;
      facts.push(timeLeft('cooldown', 'Cooldown left', this.host.now, due, this.cooldownMicros));
      if (due > this.host.now) facts.push(saidToCallers(msUp(due - this.host.now)));
    } else if (mode !== this.closed) {
      facts.push({
        key: 'successes',
        label: 'Probes ok',
        value: this.counts[SUCCESSES],
        of: successThreshold,
      });
      facts.push({ key: 'probing', label: 'Probe in flight', value: this.counts[PROBING], of: 1 });
    }
    facts.push(refusedSoFar(this.counts[REFUSED]));
    return facts;
  }

  /** Says in how many whole ms it makes sense to come back. */
  private refuse(call: Frame, retryMs: number): Verdict {
    this.host.frames.result[call] = retryMs;
    this.counts[REFUSED]++;
    return this.refusal;
  }

  private closedEnded(status: number): void {
    if (status === OK) this.counts[FAILURES] = 0;
    else if (status !== CANCELLED && ++this.counts[FAILURES] >= this.config.failureThreshold) {
      this.openedAt[0] = this.host.now;
      this.step(THRESHOLD_REACHED, this.counts[FAILURES], this.config.failureThreshold);
    }
  }

  private probeEnded(status: number): void {
    this.counts[PROBING] = 0;
    if (status === OK) {
      if (++this.counts[SUCCESSES] < this.config.successThreshold) return;
      this.step(PROBES_SUCCEEDED, this.counts[SUCCESSES], this.config.successThreshold);
      this.counts[FAILURES] = this.counts[SUCCESSES] = 0;
    } else if (status !== CANCELLED) {
      this.openedAt[0] = this.host.now;
      this.step(PROBE_FAILED, 0, this.config.cooldownSeconds);
    }
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}
