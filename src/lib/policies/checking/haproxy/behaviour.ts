import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import type { Checker } from '#lib/engine/contract.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { machine } from './machine.ts';
import { LAYER4, LAYER7, VERDICT } from './observed.ts';
import type { HaproxyCheckConfig } from './policy.ts';

/**
 * HAProxy's health checks (check.c and server.c, 2.6): a counter from 0 to rise + fall - 1, up from `rise` on. A failed check takes
 * one away, and below `rise` all; a passed one adds one, and from `rise` on fills it up. A server starts with `rise`: up, and
 * down with its first failed check. `observe` lets errors of the traffic act like failed checks.
 */
export function create(build: Build<HaproxyCheckConfig>, endpoints: Endpoints): Checker {
  return new HaproxyCheck(build, endpoints);
}

const RULES = [
  'a check failed: health {a}, down below {b}',
  'a check passed: health {a}, up from {b} on',
  'health fell below {b}: down',
  '{b} checks in a row passed: up',
  '{a} errors in a row of its traffic (error-limit {b})',
  'the calling process restarted, with no check made yet',
];
const FAILED = 0;
const PASSED = 1;
const FELL = 2;
const ROSE = 3;
const ERRORS = 4;
const RESTARTED = 5;

class HaproxyCheck implements Checker {
  readonly timeoutMicros: number;
  readonly ended?: (call: Frame) => void;
  private readonly host: Host;
  private readonly config: HaproxyCheckConfig;
  private readonly full: number;
  private readonly interMicros: number;
  private readonly fastMicros: number;
  private readonly downMicros: number;
  private readonly health: Int32Array;
  private readonly errors: Int32Array;
  private readonly chart: Chart;
  private readonly firstSubject: number;
  private readonly events: Readonly<Record<'failed' | 'passed' | 'fell' | 'rose' | 'restarted', number>>;
  private readonly up: number;
  private readonly down: number;

  constructor(
    build: Build<HaproxyCheckConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config, place } = build;
    const { room } = endpoints;
    this.host = build.host;
    this.config = config;
    this.full = config.rise + config.fall - 1;
    this.interMicros = msToMicros(config.inter);
    this.fastMicros = msToMicros(config.fastinter || config.inter);
    this.downMicros = msToMicros(config.downinter || config.inter);
    this.timeoutMicros = Math.max(1, msToMicros(config.timeoutCheckMs || config.inter));
    this.health = build.i32(room);
    this.errors = build.i32(room);
    const servers = Array.from({ length: room }, (_, slot) => endpoints.addresses[slot] ?? `${slot + 1}`);
    const subjects = place.instances.flatMap((caller) => servers.map((server) => `${caller} → ${server}`));
    this.chart = build.chart({ concern: 'health', machine, rules: RULES, subjects });
    this.firstSubject = place.instance * room;
    this.events = {
      failed: this.chart.event('check failed'),
      passed: this.chart.event('check passed'),
      fell: this.chart.event('fell'),
      rose: this.chart.event('rose'),
      restarted: this.chart.event('restarted'),
    };
    this.up = this.chart.state('up');
    this.down = this.chart.state('down');
    if (config.observe !== 'none') {
      const verdicts = config.observe === 'layer4' ? LAYER4 : LAYER7;
      this.ended = (call) => this.observe(call, verdicts[this.host.frames.status[call]]);
    }
    this.reset();
  }

  /** The first checks are spread over an interval: the one that would come next for a server of such health (fastinter). */
  first(slot: number): number {
    return Math.floor((this.intervalMicros(slot) * slot) / this.endpoints.room);
  }

  result(slot: number, status: number): number {
    if (status === OK) {
      this.errors[slot] = 0;
      this.passed(slot);
    } else this.failed(slot, FAILED, this.health[slot] - 1, this.config.rise);
    return this.intervalMicros(slot);
  }

  reset(): void {
    this.health.fill(this.config.rise);
    this.errors.fill(0);
    for (let slot = 0; slot < this.health.length; slot++) {
      if (this.modeOf(slot) !== this.up) this.step(slot, this.events.restarted, RESTARTED, 0, 0);
    }
  }

  explain(): readonly Fact[] {
    const { health, full, config, chart, endpoints } = this;
    const bars = Array.from(health, (value, slot) => {
      const note = chart.table.states[this.modeOf(slot)];
      return { label: `${slot + 1}`, value, of: full, note };
    });
    const up = bars.filter(({ value }) => value >= config.rise).length;
    const errors = Array.from(this.errors, (value, slot) => {
      return { label: `${slot + 1}`, value, of: config.errorLimit, bad: value };
    });
    const observed = {
      key: 'errors',
      label: 'Errors in a row',
      value: Math.max(0, ...this.errors),
      bars: errors,
    };
    return [
      { key: 'health', label: 'Servers up', value: up, of: endpoints.room, bars },
      ...(this.ended === undefined ? [] : [observed]),
    ];
  }

  private intervalMicros(slot: number): number {
    if (this.health[slot] === this.full) return this.interMicros;
    return this.health[slot] === 0 ? this.downMicros : this.fastMicros;
  }

  private passed(slot: number): void {
    const { health, full, config, events } = this;
    if (health[slot] === full) return;
    const wasUp = health[slot] >= config.rise;
    health[slot]++;
    if (health[slot] < config.rise) {
      // From 0 it is on its way up; further passes change no mode.
      this.step(slot, events.passed, PASSED, health[slot], config.rise);
      return;
    }
    health[slot] = full;
    if (wasUp) this.step(slot, events.passed, PASSED, full, config.rise);
    else {
      this.step(slot, events.rose, ROSE, full, config.rise);
      this.endpoints.mark(slot, OUT.unhealthy, false);
    }
  }

  /** `rule` with `a` and `b` says why. */
  private failed(slot: number, rule: number, a: number, b: number): void {
    const { health, config, events } = this;
    if (health[slot] === 0) return;
    const wasUp = health[slot] >= config.rise;
    health[slot]--;
    if (health[slot] >= config.rise) {
      this.step(slot, events.failed, rule, a, b);
      return;
    }
    health[slot] = 0;
    if (!wasUp) this.step(slot, events.failed, rule, 0, b);
    else {
      this.step(slot, events.fell, rule === FAILED ? FELL : rule, a, b);
      this.endpoints.mark(slot, OUT.unhealthy, true);
    }
  }

  /** One call to a server ended (health_adjust). */
  private observe(call: Frame, verdict: number): void {
    const { errors, config } = this;
    const { callee, port } = this.host.frames;
    const slot = this.endpoints.slotOf(callee[call]);
    if (verdict === VERDICT.nothing) return;
    if (verdict === VERDICT.good) {
      errors[slot] = 0;
      return;
    }
    errors[slot]++;
    if (errors[slot] < config.errorLimit) return;
    this.react(slot, errors[slot]);
    errors[slot] = 0;
    if (config.fastinter > 0) this.host.probeWithin(port[call], slot, this.fastMicros);
  }

  private react(slot: number, errors: number): void {
    const { health, config } = this;
    const { rise } = config;
    if (config.onError === 'fastinter' || this.modeOf(slot) === this.down) return;
    const isUp = health[slot] >= rise;
    // Then one failed check leaves it up by a hair, or takes it down.
    if (config.onError === 'sudden-death' && health[slot] > rise) health[slot] = rise + 1;
    if (config.onError === 'mark-down' && isUp) health[slot] = rise;
    this.failed(slot, ERRORS, errors, config.errorLimit);
  }

  private modeOf(slot: number): number {
    return this.chart.mode[this.firstSubject + slot];
  }

  private step(slot: number, event: number, rule: number, a: number, b: number): void {
    this.chart.step(this.firstSubject + slot, event, rule, a, b);
  }
}
