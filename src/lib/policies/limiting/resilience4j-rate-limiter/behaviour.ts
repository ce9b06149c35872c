import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import type { Resilience4jRateLimiterConfig } from './policy.ts';

/**
 * Resilience4j's AtomicRateLimiter (resilience4j-ratelimiter/…/internal/AtomicRateLimiter.java): periods counted from its
 * creation, each adds `limitForPeriod` permissions, up to that many. A caller that can get one within the timeout reserves
 * it at once, so that permissions go below 0, and waits for its period; any other waits out the timeout and is refused.
 */
export function create(build: Build<Resilience4jRateLimiterConfig>): Resilience4jRateLimiter {
  return new Resilience4jRateLimiter(build);
}

const NANOS_PER_MICRO = 1_000;
const NANOS_PER_MS = 1e6;

const RESERVED = 0;
const IN_VAIN = 1;

export class Resilience4jRateLimiter extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'Permissions taken';
  private readonly periodNanos: number;
  private readonly timeoutNanos: number;
  /** Each key's limiter: when it was created, the period it has come to, permissions left. */
  private readonly created: Float64Array;
  private readonly period: Float64Array;
  private readonly permissions: Float64Array;
  /** When the process started, which is when the limiter for all requests is created. */
  private readonly started: Float64Array;
  private readonly forAll: boolean;

  constructor(build: Build<Resilience4jRateLimiterConfig>) {
    super(build, build.config, 'no permission');
    const { limitForPeriod, limitRefreshPeriodMs, timeoutDurationMs, key } = build.config;
    this.full = limitForPeriod;
    this.periodNanos = Math.max(1, Math.round(limitRefreshPeriodMs * NANOS_PER_MS));
    this.timeoutNanos = Math.round(timeoutDurationMs * NANOS_PER_MS);
    this.forAll = key === 'global';
    this.created = build.f64(this.table.capacity);
    this.period = build.f64(this.table.capacity);
    this.permissions = build.f64(this.table.capacity);
    this.started = build.f64(1);
  }

  protected begin(row: number): void {
    this.created[row] = this.forAll ? this.started[0] : this.host.now;
    this.period[row] = 0;
    this.permissions[row] = this.full;
  }

  protected admit(row: number, frame: Frame): Verdict {
    const wait = this.reserve(row, 1);
    if (wait === 0) return GO;
    const inTime = wait <= this.timeoutNanos;
    if (!inTime && this.timeoutNanos === 0) return this.refuse(frame);
    this.host.mark(frame, inTime ? RESERVED : IN_VAIN);
    return this.host.delay(frame, Math.ceil((inTime ? wait : this.timeoutNanos) / NANOS_PER_MICRO));
  }

  waited(frame: Frame): Verdict {
    return this.host.stamp(frame) === RESERVED ? GO : this.refuse(frame);
  }

  override reset(): void {
    super.reset();
    this.started[0] = this.host.now;
  }

  /** The row of the one limiter for all requests, for who asks it without a call. */
  limiterForAll(): number {
    const row = this.table.add(0);
    this.begin(row);
    return row;
  }

  /** Takes permissions if that is possible in time; the wait for them in ns, more than the timeout if it is not. */
  reserve(row: number, permits: number): number {
    const { period, permissions, full, periodNanos } = this;
    const now = this.nanosOf(row);
    const current = Math.floor(now / periodNanos);
    permissions[row] = Math.min(permissions[row] + (current - period[row]) * full, full);
    period[row] = current;
    const wait =
      permissions[row] >= permits
        ? 0
        : // Full periods until the debt is paid, after the rest of this one.
          Math.ceil((permits - permissions[row] - full) / full) * periodNanos +
          (current + 1) * periodNanos -
          now;
    if (wait <= this.timeoutNanos) permissions[row] -= permits;
    return wait;
  }

  protected used(row: number): number {
    return this.full - this.permissionsNow(row);
  }

  protected override facts(row: number): readonly Fact[] {
    const now = this.nanosOf(row);
    const left = ((Math.floor(now / this.periodNanos) + 1) * this.periodNanos - now) / NANOS_PER_MS;
    return [
      { key: 'permissions', label: 'Permissions left', value: this.permissionsNow(row), of: this.full },
      { key: 'period', label: 'Period left', value: left, unit: 'ms', of: this.periodNanos / NANOS_PER_MS },
    ];
  }

  private permissionsNow(row: number): number {
    const elapsed = Math.floor(this.nanosOf(row) / this.periodNanos) - this.period[row];
    return Math.min(this.permissions[row] + elapsed * this.full, this.full);
  }

  private nanosOf(row: number): number {
    return (this.host.now - this.created[row]) * NANOS_PER_MICRO;
  }
}
