import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { refusedSoFar } from '#lib/policies/breaking/breaker-facts.ts';
import { LastOutcomes, markOf } from '#lib/policies/breaking/last-outcomes.ts';
import { machine } from './machine.ts';
import type { StuckOpenConfig } from './policy.ts';

/**
 * The course's breaker without half-open, the first of its two ways (curriculum 2.6): failures in a row open it, and
 * nothing that calls or time do closes it again. Somebody has to reset it, which here means restarting its process.
 */
export function create(build: Build<StuckOpenConfig>): Gate {
  return new StuckOpenBreaker(build);
}

const FAILURES = 0;
const REFUSED = 1;

const RULES = [
  '{a} calls in a row failed (threshold {b}); it stays open until somebody resets it',
  'the calling process restarted with a fresh breaker',
];
const THRESHOLD_REACHED = 0;
const RESET = 1;

class StuckOpenBreaker implements Gate {
  private readonly host: Host;
  private readonly failureThreshold: number;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly counts: Int32Array;
  private readonly last: LastOutcomes;
  private readonly refusal: Verdict;
  private readonly closed: number;
  private readonly events: readonly number[];

  constructor(build: Build<StuckOpenConfig>) {
    this.host = build.host;
    this.failureThreshold = build.config.failureThreshold;
    this.chart = build.chart({ concern: 'breaker', machine, rules: RULES });
    this.subject = build.place.instance;
    this.counts = build.i32(2);
    this.last = new LastOutcomes(build);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.closed = this.chart.state('closed');
    this.events = ['threshold reached', 'reset'].map((name) => this.chart.event(name));
  }

  enter(): Verdict {
    if (this.isClosed) return GO;
    this.counts[REFUSED]++;
    return this.refusal;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    this.last.note(markOf(status));
    if (!this.isClosed || status === CANCELLED) return;
    if (status === OK) this.counts[FAILURES] = 0;
    else if (++this.counts[FAILURES] >= this.failureThreshold) {
      this.step(THRESHOLD_REACHED, this.counts[FAILURES], this.failureThreshold);
    }
  }

  reset(): void {
    this.counts.fill(0);
    this.last.clear();
    if (!this.isClosed) this.step(RESET, 0, 0);
  }

  explain(): readonly Fact[] {
    const [value, refused] = this.counts;
    const of = this.failureThreshold;
    const { ring } = this.last;
    return [
      { key: 'failures', label: 'Failures in a row', value, of, line: of, ring },
      refusedSoFar(refused),
    ];
  }

  private get isClosed(): boolean {
    return this.chart.mode[this.subject] === this.closed;
  }

  private step(rule: number, a: number, b: number): void {
    this.chart.step(this.subject, this.events[rule], rule, a, b);
  }
}
