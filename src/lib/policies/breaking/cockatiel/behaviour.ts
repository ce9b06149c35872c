import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, PARK, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { Line, LINE_STATE } from '#lib/engine/line.ts';
import { refusedSoFar, timeLeft } from '#lib/policies/breaking/breaker-facts.ts';
import { errorsOf, isAmong } from '#lib/policies/error-list.ts';
import { HalfOpenBackoff } from './half-open-backoff.ts';
import { machine } from './machine.ts';
import type { CockatielConfig } from './policy.ts';
import { trippingOf, type Tripping } from './tripping.ts';

/**
 * cockatiel 4 (src/CircuitBreakerPolicy.ts). The first calls at or after the wait are its probes; calls that come on top wait
 * until the probes have decided and then ask again, in their order. A probe's result counts in the half-open time that
 * admitted it; the late failure of a call admitted while closed counts for the breaker, and may open a half-open one.
 */
export function create(build: Build<CockatielConfig>): Gate {
  return new Cockatiel(build);
}

const RULES = [
  '{a} calls in a row failed (threshold {b})',
  'failures were {a} of the calls, more than {b}',
  'a call came {a} s after it opened (wait {b} s)',
  '{a} of {b} half-open calls failed',
  '{a} half-open calls ended and {b} of them failed: not too many',
  'a call that was admitted while closed failed late, and tripped it',
  'the calling process restarted with a fresh breaker',
];
const TRIPPED_BY_ROW = 0;
const TRIPPED_BY_SHARE = 1;
const WAITED = 2;
const PROBES_FAILED = 3;
const PROBES_PASSED = 4;
const LATE_FAILURE = 5;
const RESET = 6;

/** Places in `counts`. */
const GENERATION = 0;
const IN_FLIGHT = 1;
const SUCCESSES = 2;
const FAILURES = 3;
const REFUSED = 4;
const DECISION = 5;

/** Places in `times`: on the product's clock of whole ms, and how long the open state lasts. */
const OPENED_MS = 0;
const WAIT_MS = 1;

const ADMITTED_CLOSED = 0;

class Cockatiel implements Gate, Timed {
  private readonly host: Host;
  private readonly config: CockatielConfig;
  private readonly epochMicros: number;
  /** By outcome: a bit each. */
  private readonly unhandled: number;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly tripping: Tripping;
  private readonly backoff: HalfOpenBackoff;
  private readonly counts: Int32Array;
  private readonly times: Float64Array;
  private readonly line: Line;
  private readonly refusal: Verdict;
  private readonly closed: number;
  private readonly open: number;
  private readonly halfOpen: number;
  private readonly events: readonly number[];

  constructor(build: Build<CockatielConfig>) {
    const { config, host } = build;
    this.host = host;
    this.config = config;
    this.epochMicros = build.epochMicros;
    this.unhandled = errorsOf(config.unhandled);
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    this.tripping = trippingOf(build.with(config.breaker));
    this.backoff = new HalfOpenBackoff(build.with(config.halfOpenAfter));
    this.counts = build.i32(6);
    this.counts[DECISION] = NONE;
    this.times = build.f64(2);
    this.line = new Line(host.frames, build.i32(LINE_STATE));
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.closed = this.chart.state('closed');
    this.open = this.chart.state('open');
    this.halfOpen = this.chart.state('half-open');
    const names = ['tripped', 'tripped', 'wait over', 'probes failed', 'probes passed'];
    this.events = [...names, 'late call failed', 'reset'].map((name) => this.chart.event(name));
    host.wakes(this);
  }

  enter(call: Frame): Verdict {
    const { counts, times } = this;
    if (this.mode === this.closed) {
      this.host.mark(call, ADMITTED_CLOSED);
      return GO;
    }
    if (this.mode === this.open) {
      const elapsedMs = this.clockMs - times[OPENED_MS];
      if (elapsedMs < times[WAIT_MS]) {
        counts[REFUSED]++;
        return this.refusal;
      }
      counts[GENERATION]++;
      counts[IN_FLIGHT] = counts[SUCCESSES] = counts[FAILURES] = 0;
      this.step(WAITED, elapsedMs / 1_000, times[WAIT_MS] / 1_000);
    }
    if (counts[SUCCESSES] + counts[FAILURES] + counts[IN_FLIGHT] >= this.config.halfOpenCalls) {
      this.line.push(call);
      return PARK;
    }
    counts[IN_FLIGHT]++;
    this.host.mark(call, counts[GENERATION]);
    return GO;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    const stamp = this.host.stamp(call);
    if (stamp === ADMITTED_CLOSED) this.closedEnded(status);
    else if (stamp === this.counts[GENERATION] && this.mode === this.halfOpen) this.probeEnded(status);
  }

  withdraw(call: Frame): void {
    this.line.remove(call);
  }

  /** The probes have decided: everyone who waited asks again. */
  timer(): void {
    this.counts[DECISION] = NONE;
    const closed = this.mode === this.closed;
    for (let left = this.line.count; left > 0 && this.line.count > 0; left--) {
      const call = this.line.shift();
      // All who find it closed are let in before the first of them can end.
      if (closed) this.host.mark(call, ADMITTED_CLOSED);
      const verdict = closed ? GO : this.enter(call);
      if (verdict !== PARK) this.host.resume(call, verdict);
    }
  }

  reset(): void {
    const { counts } = this;
    if (counts[DECISION] !== NONE) this.host.cancel(counts[DECISION]);
    counts[DECISION] = NONE;
    counts[REFUSED] = 0;
    this.line.clear();
    this.tripping.clear();
    this.backoff.restart();
    if (this.mode !== this.closed) this.step(RESET, 0, 0);
  }

  explain(): readonly Fact[] {
    const { counts, times, config } = this;
    const facts: Fact[] = [...this.tripping.explain()];
    if (this.mode === this.open) {
      const due = msToMicros(times[OPENED_MS] + times[WAIT_MS]) - this.epochMicros;
      facts.unshift(timeLeft('wait', 'Wait left', this.host.now, due, msToMicros(times[WAIT_MS])));
    } else if (this.mode === this.halfOpen) {
      const of = config.halfOpenCalls;
      facts.unshift(
        { key: 'probes', label: 'Half-open calls admitted', value: this.admitted, of },
        {
          key: 'failed',
          label: 'Of these failed',
          value: counts[FAILURES],
          of,
          line: of * config.halfOpenThreshold,
        },
        { key: 'waiting', label: 'Calls waiting for the decision', value: this.line.count },
      );
    }
    return [...facts, refusedSoFar(counts[REFUSED])];
  }

  private get mode(): number {
    return this.chart.mode[this.subject];
  }

  private get clockMs(): number {
    return Math.floor((this.epochMicros + this.host.now) / MICROS_PER_MS);
  }

  private get admitted(): number {
    return this.counts[SUCCESSES] + this.counts[FAILURES] + this.counts[IN_FLIGHT];
  }

  private closedEnded(status: number): void {
    const { tripping } = this;
    if (status === OK) tripping.success(false);
    // What the filter does not handle counts nowhere.
    if (status === OK || isAmong(this.unhandled, status)) return;
    if (!tripping.failure() || this.mode === this.open) return;
    if (this.mode === this.halfOpen) this.opened(LATE_FAILURE, 0, 0);
    else {
      this.backoff.restart();
      const byRow = this.config.breaker.is === 'consecutive';
      this.opened(byRow ? TRIPPED_BY_ROW : TRIPPED_BY_SHARE, tripping.evidence, tripping.threshold);
    }
  }

  private probeEnded(status: number): void {
    const { counts, config } = this;
    counts[IN_FLIGHT]--;
    // What the filter does not handle is a success here.
    if (status === OK || isAmong(this.unhandled, status)) counts[SUCCESSES]++;
    else if (++counts[FAILURES] > config.halfOpenThreshold * config.halfOpenCalls) {
      this.tripping.failure();
      this.opened(PROBES_FAILED, counts[FAILURES], config.halfOpenCalls);
      return;
    }
    const ended = counts[SUCCESSES] + counts[FAILURES];
    if (ended < config.halfOpenCalls || counts[IN_FLIGHT] > 0) return;
    this.tripping.success(true);
    this.step(PROBES_PASSED, ended, counts[FAILURES]);
    this.decided();
  }

  private opened(rule: number, a: number, b: number): void {
    this.times[OPENED_MS] = this.clockMs;
    this.times[WAIT_MS] = this.backoff.next();
    this.step(rule, a, b);
    this.decided();
  }

  /** Told in a moment, within this microsecond: whoever ended it is not done with its own end yet. */
  private decided(): void {
    if (this.line.count > 0 && this.counts[DECISION] === NONE) this.counts[DECISION] = this.host.after(0, 0);
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}
