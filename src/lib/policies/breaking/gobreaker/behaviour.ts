import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { rate, refusedSoFar, timeLeft, windowBars } from '#lib/policies/breaking/breaker-facts.ts';
import { errorsOf, isAmong } from '#lib/policies/error-list.ts';
import { FAILED_MARK, IGNORED_MARK, LastOutcomes, OK_MARK } from '#lib/policies/breaking/last-outcomes.ts';
import { machine } from './machine.ts';
import { DEFAULT_TIMEOUT_SECONDS, type GobreakerConfig } from './policy.ts';
import { RollingCounts } from './rolling-counts.ts';

/**
 * sony/gobreaker v2 (v2/gobreaker.go, v2/counter.go). Every change of state and every end of a fixed interval begins a
 * new generation with empty counts; a result counts only in the generation that admitted its call. Interval and timeout
 * are over strictly after their length, when a call next comes or ends. Half-open admits `maxRequests` calls in total.
 */
export function create(build: Build<GobreakerConfig>): Gate {
  return new Gobreaker(build);
}

const MAX_BUCKETS = 1_000;
const MIN_BUCKET_MICROS = 1_000;

const RULES = [
  '{a} calls in a row failed, more than {b}',
  'failures are {a} of the calls started (failure ratio {b})',
  'a call came or ended {a} s after it opened (timeout {b} s)',
  'a trial call failed; it is open for another {b} s',
  '{a} trial calls in a row succeeded (max requests {b})',
  'the calling process restarted with a fresh breaker',
];
const TOO_MANY_IN_A_ROW = 0;
const RATIO_REACHED = 1;
const TIMEOUT_OVER = 2;
const TRIAL_FAILED = 3;
const TRIALS_SUCCEEDED = 4;
const RESET = 5;

/** Places in `times`. */
const START = 0;
const EXPIRY = 1;
const FIRST_STAMP = 2;

class Gobreaker implements Gate {
  private readonly host: Host;
  private readonly config: GobreakerConfig;
  private readonly maxRequests: number;
  /** By outcome: a bit each. */
  private readonly successful: number;
  private readonly excluded: number;
  private readonly timeoutSeconds: number;
  private readonly timeoutMicros: number;
  private readonly bucketMicros: number;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly counts: RollingCounts;
  /** When the generation began and, if ever, ends; and the stamp of calls admitted in its first bucket. */
  private readonly times: Float64Array;
  private readonly refused: Int32Array;
  private readonly last: LastOutcomes;
  private readonly openRefusal: Verdict;
  private readonly tooManyRefusal: Verdict;
  private readonly closed: number;
  private readonly open: number;
  private readonly halfOpen: number;
  private readonly events: readonly number[];

  constructor(build: Build<GobreakerConfig>) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.maxRequests = config.maxRequests === 0 ? 1 : config.maxRequests;
    this.successful = (1 << OK) | errorsOf(config.isSuccessful);
    this.excluded = errorsOf(config.isExcluded);
    this.timeoutSeconds = config.timeoutSeconds === 0 ? DEFAULT_TIMEOUT_SECONDS : config.timeoutSeconds;
    this.timeoutMicros = sToMicros(this.timeoutSeconds);
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    const { bucketMicros, buckets } = windowOf(config);
    this.bucketMicros = bucketMicros;
    this.counts = new RollingCounts(build, buckets);
    this.times = build.f64(3);
    this.refused = build.i32(1);
    this.last = new LastOutcomes(build);
    this.openRefusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.tooManyRefusal = REFUSE + build.reason('too-many', 'fast-failed');
    this.closed = this.chart.state('closed');
    this.open = this.chart.state('open');
    this.halfOpen = this.chart.state('half-open');
    const names = ['tripped', 'tripped', 'timeout over', 'trial failed', 'trials succeeded', 'reset'];
    this.events = names.map((name) => this.chart.event(name));
    this.beginGeneration();
  }

  enter(call: Frame): Verdict {
    this.catchUp();
    const mode = this.chart.mode[this.subject];
    if (mode === this.open) return this.refuse(this.openRefusal);
    if (mode === this.halfOpen && this.counts.validRequests >= this.maxRequests) {
      return this.refuse(this.tooManyRefusal);
    }
    this.counts.onRequest();
    this.host.mark(call, this.times[FIRST_STAMP] + this.counts.age);
    return GO;
  }

  leave(call: Frame): void {
    this.catchUp();
    const age = this.host.stamp(call) - this.times[FIRST_STAMP];
    if (age < 0) return; // an earlier generation admitted it
    const status = this.host.frames.status[call];
    if (isAmong(this.excluded, status)) {
      this.last.note(IGNORED_MARK);
      this.counts.onExclusion(age);
    } else if (isAmong(this.successful, status)) {
      this.last.note(OK_MARK);
      this.succeeded(age);
    } else {
      this.last.note(FAILED_MARK);
      this.failed(age);
    }
  }

  reset(): void {
    if (this.chart.mode[this.subject] !== this.closed) this.step(RESET, 0, 0);
    this.beginGeneration();
    this.refused[0] = 0;
    this.last.clear();
  }

  explain(): readonly Fact[] {
    const mode = this.chart.mode[this.subject];
    const refused = refusedSoFar(this.refused[0]);
    if (mode === this.closed) return [...this.explainClosed(), refused];
    if (mode === this.open) {
      const { now } = this.host;
      return [timeLeft('timeout', 'Timeout left', now, this.times[EXPIRY], this.timeoutMicros), refused];
    }
    const { validRequests, consecutiveSuccesses } = this.counts;
    return [
      { key: 'trials', label: 'Trials admitted', value: validRequests, of: this.maxRequests },
      { key: 'successes', label: 'Trials ok in a row', value: consecutiveSuccesses, of: this.maxRequests },
      refused,
    ];
  }

  private explainClosed(): readonly Fact[] {
    const { readyToTrip } = this.config;
    const { requests, failures, consecutiveFailures } = this.counts;
    if (readyToTrip.is === 'consecutive-failures') {
      const of = readyToTrip.consecutiveFailures + 1;
      const { ring } = this.last;
      return [
        { key: 'failures', label: 'Failures in a row', value: consecutiveFailures, of, line: of, ring },
      ];
    }
    const percent = requests === 0 ? 0 : (failures / requests) * 100;
    return [
      {
        key: 'requests',
        label: 'Calls started',
        value: requests,
        of: readyToTrip.requests,
        ...this.buckets(),
      },
      rate('ratio', 'Failure ratio', percent, readyToTrip.failureRatio * 100),
    ];
  }

  /** The window's buckets where it has some, else the last results. */
  private buckets(): Pick<Fact, 'bars' | 'ring'> {
    const { buckets } = this.counts;
    if (buckets === 1) return { ring: this.last.ring };
    return { bars: windowBars(buckets, this.bucketMicros / MICROS_PER_S, (back) => this.counts.tally(back)) };
  }

  private refuse(verdict: Verdict): Verdict {
    this.refused[0]++;
    return verdict;
  }

  /** What the clock alone has changed, found out when a call comes or ends. */
  private catchUp(): void {
    const mode = this.chart.mode[this.subject];
    const { now } = this.host;
    const expired = this.times[EXPIRY] < now;
    if (mode === this.open && expired) {
      this.step(TIMEOUT_OVER, (now - this.times[START]) / MICROS_PER_S, this.timeoutSeconds);
      this.beginGeneration();
    } else if (mode === this.closed && expired) {
      this.beginGeneration();
    } else if (mode === this.closed && this.counts.buckets >= 2) {
      this.counts.grow(Math.floor((now - this.times[START]) / this.bucketMicros));
    }
  }

  private succeeded(age: number): void {
    this.counts.onSuccess(age);
    if (this.chart.mode[this.subject] !== this.halfOpen) return;
    const { consecutiveSuccesses } = this.counts;
    if (consecutiveSuccesses < this.maxRequests) return;
    this.step(TRIALS_SUCCEEDED, consecutiveSuccesses, this.maxRequests);
    this.beginGeneration();
  }

  private failed(age: number): void {
    if (this.chart.mode[this.subject] === this.halfOpen) {
      this.step(TRIAL_FAILED, 0, this.timeoutSeconds);
      this.beginGeneration();
      return;
    }
    this.counts.onFailure(age);
    const { readyToTrip } = this.config;
    const { requests, failures, consecutiveFailures } = this.counts;
    if (readyToTrip.is === 'consecutive-failures') {
      if (consecutiveFailures <= readyToTrip.consecutiveFailures) return;
      this.step(TOO_MANY_IN_A_ROW, consecutiveFailures, readyToTrip.consecutiveFailures);
    } else {
      const ratio = failures / requests;
      if (!(requests >= readyToTrip.requests && ratio >= readyToTrip.failureRatio)) return;
      this.step(RATIO_REACHED, ratio, readyToTrip.failureRatio);
    }
    this.beginGeneration();
  }

  private beginGeneration(): void {
    const mode = this.chart.mode[this.subject];
    const { now } = this.host;
    // Above every stamp of the generation before: one number tells both generation and bucket.
    this.times[FIRST_STAMP] += this.counts.age + 1;
    this.times[START] = now;
    this.counts.clear();
    if (mode === this.open) this.times[EXPIRY] = now + this.timeoutMicros;
    else if (mode === this.closed && this.bucketMicros > 0 && this.counts.buckets === 1) {
      this.times[EXPIRY] = now + this.bucketMicros;
    } else this.times[EXPIRY] = Infinity;
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}

/** An interval without buckets is one bucket; with them it is rounded up to whole buckets. */
function windowOf({ intervalSeconds, bucketPeriodSeconds }: GobreakerConfig) {
  const interval = sToMicros(intervalSeconds);
  const period = sToMicros(bucketPeriodSeconds);
  if (interval === 0 || period === 0) return { bucketMicros: interval, buckets: 1 };
  const bucketMicros = Math.max(period, MIN_BUCKET_MICROS, Math.ceil(interval / MAX_BUCKETS));
  return { bucketMicros, buckets: Math.ceil(interval / bucketMicros) };
}
