import type { Fact, FactBar } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Checker } from '#lib/engine/contract.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import type { Host } from '#lib/engine/host.ts';
import { HostChart } from '#lib/engine/host-chart.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { machine } from './machine.ts';
import type { Route53CheckConfig } from './policy.ts';

/**
 * Health checks of Amazon Route 53, after its developer guide, “How Amazon Route 53 determines whether a health check is healthy”.
 * Some fifteen checkers in several regions look at an endpoint, each at its own time in the interval and with its own count; the
 * endpoint is healthy while more than 18 % of them say so. So it takes the slowest to find out that somebody died. A new endpoint
 * is healthy until enough is known of it, and when none is healthy all are answered with.
 */
export function create(build: Build<Route53CheckConfig>, endpoints: Endpoints): Checker {
  return new Route53Check(build, endpoints);
}

const CHECKERS = 15;
const HEALTHY_PERCENT = 18;
/** A connection must come about within 4 s; an answer would have 2 s more. */
const TIMEOUT_SECONDS = 4;
/** So small a share is below it only when nobody is healthy. */
const FAIL_OPEN_PERCENT = 0.001;

const EVENTS = ['too few checkers were content', 'enough checkers were content', 'registered'];
const RULES = [
  '{a} of 15 checkers were content; more than 18 % must be, which is {b}',
  '{a} of 15 checkers were content, {b} are needed',
  'it was registered anew',
];
const LOST = 0;
const WON = 1;
const REGISTERED = 2;
/** The fewest that are more than 18 % of them. */
const NEEDED = Math.floor((CHECKERS * HEALTHY_PERCENT) / 100) + 1;

class Route53Check implements Checker {
  readonly timeoutMicros = sToMicros(TIMEOUT_SECONDS);
  private readonly intervalMicros: number;
  private readonly threshold: number;
  private readonly host: Host;
  private readonly phases: Stream;
  private readonly chart: HostChart;
  private readonly events: readonly number[];
  /** By slot and checker: when its next check begins; checks in a row that speak against its opinion; 1: it is discontent. */
  private readonly due: Float64Array;
  private readonly against: Uint8Array;
  private readonly discontent: Uint8Array;

  constructor(
    build: Build<Route53CheckConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { requestIntervalSeconds, failureThreshold } = build.config;
    this.host = build.host;
    this.intervalMicros = sToMicros(requestIntervalSeconds);
    this.threshold = failureThreshold;
    this.phases = build.stream('route53');
    this.chart = new HostChart(build, endpoints, { concern: 'health', machine, rules: RULES });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.due = build.f64(endpoints.room * CHECKERS);
    this.against = build.u8(endpoints.room * CHECKERS);
    this.discontent = build.u8(endpoints.room * CHECKERS);
    if (endpoints.panicPercent === 0) endpoints.panicPercent = FAIL_OPEN_PERCENT;
  }

  first(slot: number): number {
    this.register(slot);
    for (let at = slot * CHECKERS; at < (slot + 1) * CHECKERS; at++) {
      this.due[at] = this.host.now + this.phases.below(this.intervalMicros);
    }
    return this.next(slot);
  }

  /** The check of whoever was due first; who became due while it was under way would have seen the same. */
  result(slot: number, status: number): number {
    const { due, host, intervalMicros } = this;
    for (let at = slot * CHECKERS; at < (slot + 1) * CHECKERS; at++) {
      if (due[at] > host.now) continue;
      due[at] += intervalMicros;
      this.look(at, status === OK ? 0 : 1);
    }
    this.decide(slot);
    return this.next(slot);
  }

  reset(): void {
    for (let slot = 0; slot < this.endpoints.room; slot++) this.register(slot);
  }

  explain(): readonly Fact[] {
    const { endpoints } = this;
    const bars = Array.from(endpoints.listed.subarray(0, endpoints.listedCount), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const content = this.content(slot);
      const label = endpoints.nameOf(slot);
      return { label, value: content, of: CHECKERS, bad: CHECKERS - content, note: this.chart.stateOf(slot) };
    });
    const facts: Fact[] = [
      { key: 'hosts', label: 'Checkers that are content', value: '', bars, line: NEEDED },
    ];
    if (endpoints.panicking) facts.push({ key: 'open', label: 'Answers with all', value: 'none is healthy' });
    return facts;
  }

  private look(at: number, failed: number): void {
    if (this.discontent[at] === failed) this.against[at] = 0;
    else if (++this.against[at] >= this.threshold) {
      this.discontent[at] = failed;
      this.against[at] = 0;
    }
  }

  private decide(slot: number): void {
    const content = this.content(slot);
    const rule = content < NEEDED ? LOST : WON;
    if (this.chart.step(slot, this.events[rule], rule, content, NEEDED)) {
      this.endpoints.mark(slot, OUT.unhealthy, rule === LOST);
    }
  }

  private content(slot: number): number {
    let content = CHECKERS;
    for (let at = slot * CHECKERS; at < (slot + 1) * CHECKERS; at++) content -= this.discontent[at];
    return content;
  }

  private next(slot: number): number {
    let first = Infinity;
    for (let at = slot * CHECKERS; at < (slot + 1) * CHECKERS; at++)
      if (this.due[at] < first) first = this.due[at];
    return Math.max(0, first - this.host.now);
  }

  private register(slot: number): void {
    this.against.fill(0, slot * CHECKERS, (slot + 1) * CHECKERS);
    this.discontent.fill(0, slot * CHECKERS, (slot + 1) * CHECKERS);
    if (this.chart.stateOf(slot) === 'unhealthy')
      this.chart.step(slot, this.events[REGISTERED], REGISTERED, 0, 0);
    this.endpoints.mark(slot, OUT.unhealthy, false);
  }
}
