import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS, MICROS_PER_S, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { rate, refusedSoFar, timeLeft, windowBars } from '#lib/policies/breaking/breaker-facts.ts';
import { HealthWindow } from './health-window.ts';
import { machine } from './machine.ts';
import type { HystrixConfig } from './policy.ts';

/**
 * Netflix Hystrix 1.5 (HystrixCircuitBreaker, HealthCountsStream, AbstractCommand). Health is looked at on ticks only, every
 * snapshot interval since creation or since the last close: between ticks any number of failures is let through. The first
 * call strictly after the sleep window is the one probe. Whoever ends while it is half-open decides, be it the probe or not.
 */
export function create(build: Build<HystrixConfig>): Gate {
  return new Hystrix(build);
}

const RULES = [
  '{a} % of the window’s calls failed at a tick (errorThresholdPercentage {b} %)',
  'a call came {a} s after it opened (sleep window {b} s) and is the probe',
  'a call failed; a full new sleep window of {b} s begins',
  'a call succeeded',
  'the calling process restarted with a fresh breaker',
];
const UNHEALTHY = 0;
const SLEPT = 1;
const FAILED = 2;
const SUCCEEDED = 3;
const RESET = 4;

/** Places in `counts`. */
const TICK = 0;
const REFUSED = 1;

class Hystrix implements Gate, Timed {
  private readonly host: Host;
  private readonly config: HystrixConfig;
  private readonly epochMicros: number;
  private readonly intervalMicros: number;
  private readonly down: Uint8Array;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly health: HealthWindow;
  private readonly counts: Int32Array;
  /** On the product's clock of whole ms. */
  private readonly openedMs: Float64Array;
  private readonly refusal: Verdict;
  private readonly badRequest: number;
  private readonly closed: number;
  private readonly open: number;
  private readonly halfOpen: number;
  private readonly events: readonly number[];

  constructor(build: Build<HystrixConfig>) {
    const { config, host } = build;
    this.host = host;
    this.config = config;
    this.epochMicros = build.epochMicros;
    this.intervalMicros = msToMicros(config.healthSnapshotIntervalMs);
    this.down = build.sim.levers.down;
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    const buckets = Math.max(1, Math.floor(config.rollingWindowMs / config.healthSnapshotIntervalMs));
    this.health = new HealthWindow(build, buckets);
    this.counts = build.i32(2);
    this.counts[TICK] = NONE;
    this.openedMs = build.f64(1);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.badRequest = build.reason('bad request', 'error');
    this.closed = this.chart.state('closed');
    this.open = this.chart.state('open');
    this.halfOpen = this.chart.state('half-open');
    const names = ['unhealthy at a tick', 'sleep window over', 'failure', 'success', 'reset'];
    this.events = names.map((name) => this.chart.event(name));
    host.wakes(this);
    this.restartTicks();
  }

  enter(): Verdict {
    const { enabled, forceOpen, forceClosed, sleepWindowMs } = this.config;
    if (!enabled) return GO;
    if (forceOpen) return this.refuse();
    const mode = this.chart.mode[this.subject];
    if (forceClosed || mode === this.closed) return GO;
    const elapsedMs = this.clockMs - this.openedMs[0];
    // Strictly later: a call at the very end of the sleep window is still refused.
    if (mode === this.halfOpen || elapsedMs <= sleepWindowMs) return this.refuse();
    this.step(SLEPT, elapsedMs / 1_000, sleepWindowMs / 1_000);
    return GO;
  }

  leave(call: Frame): void {
    if (!this.config.enabled) return;
    const { status, reason } = this.host.frames;
    if (status[call] === OK) {
      this.succeeded();
      this.health.count(false);
      return;
    }
    if (this.chart.mode[this.subject] === this.halfOpen) {
      this.openedMs[0] = this.clockMs;
      this.step(FAILED, 0, this.config.sleepWindowMs / 1_000);
    }
    if (status[call] !== CANCELLED && reason[call] !== this.badRequest) this.health.count(true);
  }

  /** The end of a bucket. */
  timer(): void {
    this.counts[TICK] = this.host.after(this.intervalMicros, 0);
    this.health.roll();
    // The ticks of a dead process died with it; its window is emptied when it comes back.
    if (this.down[this.host.self] === 1 || this.chart.mode[this.subject] !== this.closed) return;
    const { requestVolumeThreshold, errorThresholdPercentage } = this.config;
    const { total, errorPercentage } = this.health;
    if (total < requestVolumeThreshold || errorPercentage < errorThresholdPercentage) return;
    this.openedMs[0] = this.clockMs;
    this.step(UNHEALTHY, errorPercentage, errorThresholdPercentage);
  }

  reset(): void {
    this.restartTicks();
    this.counts[REFUSED] = 0;
    if (this.chart.mode[this.subject] !== this.closed) this.step(RESET, 0, 0);
  }

  explain(): readonly Fact[] {
    const { config, health } = this;
    const mode = this.chart.mode[this.subject];
    const facts: Fact[] = [];
    if (!config.enabled) return [{ key: 'forced', label: 'Breaker', value: 'not enabled' }];
    if (config.forceOpen) facts.push({ key: 'forced', label: 'Breaker', value: 'forced open' });
    else if (config.forceClosed) facts.push({ key: 'forced', label: 'Breaker', value: 'forced closed' });
    if (mode === this.open) {
      const due = msToMicros(this.openedMs[0] + config.sleepWindowMs) - this.epochMicros;
      const span = msToMicros(config.sleepWindowMs);
      facts.push(timeLeft('sleep', 'Sleep window left', this.host.now, due, span));
    } else if (mode === this.halfOpen) {
      facts.push({ key: 'probe', label: 'Probe', value: 'in flight: the first result decides' });
    } else {
      const volume = config.requestVolumeThreshold;
      facts.push(
        { key: 'volume', label: 'Calls at the last tick', value: health.total, of: volume },
        rate('errors', 'Errors at the last tick', health.errorPercentage, config.errorThresholdPercentage),
        this.bars(),
      );
    }
    facts.push(refusedSoFar(this.counts[REFUSED]));
    return facts;
  }

  private bars(): Fact {
    const { buckets } = this.health;
    const bars = windowBars(buckets + 1, this.intervalMicros / MICROS_PER_S, (back) =>
      this.health.tally(back),
    );
    const value = this.health.tally(0).total;
    return { key: 'window', label: 'Calls since the last tick', value, bars };
  }

  private get clockMs(): number {
    return Math.floor((this.epochMicros + this.host.now) / MICROS_PER_MS);
  }

  private refuse(): Verdict {
    this.counts[REFUSED]++;
    return this.refusal;
  }

  private succeeded(): void {
    if (this.chart.mode[this.subject] !== this.halfOpen) return;
    this.step(SUCCEEDED, 0, 0);
    this.restartTicks();
  }

  /** A new stream: empty, its ticks counted from now. */
  private restartTicks(): void {
    if (this.counts[TICK] !== NONE) this.host.cancel(this.counts[TICK]);
    this.counts[TICK] = this.host.after(this.intervalMicros, 0);
    this.health.clear();
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}
