import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, PARK, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { Line, LINE_STATE } from '#lib/engine/line.ts';
import { refusedSoFar } from '#lib/policies/breaking/breaker-facts.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import type { EnvoyCircuitBreakersConfig } from './policy.ts';

/**
 * Envoy's circuit breakers (circuit_breaker.proto, resource_manager_impl.h, conn_pool_base.cc): gauges of a cluster, each
 * with a limit. What would go over one fails at once; as soon as a call ends the next may pass. There is no state and no
 * cooldown. Each caller counts for itself, as each proxy does.
 */
export function create(build: Build<EnvoyCircuitBreakersConfig>, budget: Budget | null = null): Gate {
  return new EnvoyCircuitBreakers(build, budget?.replacesMaxRetries === true);
}

/** Places in `gauges`. */
const REQUESTS = 0;
const RETRIES = 1;
const OVERFLOWN = 2;
const SERVING = 3;

const FIRST_TRY = 0;
const RETRY = 1;

class EnvoyCircuitBreakers implements Gate, Timed {
  private readonly host: Host;
  private readonly config: EnvoyCircuitBreakersConfig;
  /** Calls that can be under way before one has to wait. */
  private readonly connections: number;
  private readonly maxRetries: number;
  private readonly gauges: Int32Array;
  private readonly pending: Line;
  private readonly overflow: Verdict;

  constructor(
    build: Build<EnvoyCircuitBreakersConfig>,
    /** The retries' budget is the cluster's limit of them. */
    private readonly budgeted: boolean,
  ) {
    const { config, host } = build;
    this.host = host;
    this.config = config;
    this.connections = config.protocol === 'HTTP/2' ? Infinity : config.max_connections;
    this.maxRetries = budgeted ? Infinity : config.max_retries;
    this.gauges = build.i32(4);
    this.gauges[SERVING] = NONE;
    this.pending = new Line(host.frames, build.i32(LINE_STATE));
    this.overflow = REFUSE + build.reason('circuit breaker overflow', 'fast-failed');
    host.wakes(this);
  }

  enter(call: Frame): Verdict {
    const { gauges, config } = this;
    const kind = this.kindOf(call);
    if (kind === RETRY && gauges[RETRIES] >= this.maxRetries) return this.overflown();
    // Who has no connection yet waits for one first, if only for a moment: without a place to wait nobody ever gets one.
    if (config.max_pending_requests === 0) return this.overflown();
    // Who waits already goes first.
    if (gauges[REQUESTS] >= this.connections || this.pending.count > 0) {
      if (this.pending.count >= config.max_pending_requests) return this.overflown();
      if (kind === RETRY) gauges[RETRIES]++;
      this.host.mark(call, kind);
      this.pending.push(call);
      return PARK;
    }
    if (gauges[REQUESTS] >= config.max_requests) return this.overflown();
    if (kind === RETRY) gauges[RETRIES]++;
    this.host.mark(call, kind);
    gauges[REQUESTS]++;
    return GO;
  }

  leave(call: Frame): void {
    const { gauges } = this;
    gauges[REQUESTS]--;
    if (this.host.stamp(call) === RETRY) gauges[RETRIES]--;
    // In a moment, within this microsecond: who ends is not done with its own end yet.
    if (this.pending.count > 0 && gauges[SERVING] === NONE) gauges[SERVING] = this.host.after(0, 0);
  }

  withdraw(call: Frame): void {
    if (this.pending.remove(call) && this.host.stamp(call) === RETRY) this.gauges[RETRIES]--;
  }

  /** Connections are free: whoever waited longest takes them. */
  timer(): void {
    const { gauges, config } = this;
    gauges[SERVING] = NONE;
    while (this.pending.count > 0 && gauges[REQUESTS] < this.connections) {
      const call = this.pending.shift();
      if (gauges[REQUESTS] < config.max_requests) {
        gauges[REQUESTS]++;
        this.host.resume(call, GO);
      } else {
        if (this.host.stamp(call) === RETRY) gauges[RETRIES]--;
        this.host.resume(call, this.overflown());
      }
    }
  }

  reset(): void {
    if (this.gauges[SERVING] !== NONE) this.host.cancel(this.gauges[SERVING]);
    this.gauges.fill(0);
    this.gauges[SERVING] = NONE;
    this.pending.clear();
  }

  explain(): readonly Fact[] {
    const { gauges, config } = this;
    const overHttp2 = config.protocol === 'HTTP/2';
    return [
      { key: 'requests', label: 'Requests', value: gauges[REQUESTS], of: config.max_requests },
      ...(overHttp2
        ? []
        : [
            {
              key: 'connections',
              label: 'Connections in use',
              value: gauges[REQUESTS],
              of: config.max_connections,
            },
            {
              key: 'pending',
              label: 'Pending requests',
              value: this.pending.count,
              of: config.max_pending_requests,
            },
          ]),
      {
        key: 'retries',
        label: 'Retries',
        value: gauges[RETRIES],
        ...(this.budgeted ? {} : { of: config.max_retries }),
      },
      refusedSoFar(gauges[OVERFLOWN]),
    ];
  }

  private overflown(): Verdict {
    this.gauges[OVERFLOWN]++;
    return this.overflow;
  }

  /** A try after the first of the call that it is made for. */
  private kindOf(call: Frame): number {
    const { base, parent, tries } = this.host.frames;
    return base[call] > 0 && tries[parent[call]] > 1 ? RETRY : FIRST_TRY;
  }
}
