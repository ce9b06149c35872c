import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import { RateCounters } from './rate-counters.ts';
import type { HaproxyStickTableConfig } from './policy.ts';

/**
 * HAProxy's usual rate limit: `http-request track-sc0` counts a request in a stick table's http_req_rate, then
 * `http-request deny if { sc_http_req_rate(0) gt N }` reads it, the request itself included. With the rules the other way
 * round the rate is read without the request (`src_http_req_rate`), and denied ones are not counted.
 */
export function create(build: Build<HaproxyStickTableConfig>): HaproxyStickTable {
  return new HaproxyStickTable(build);
}

export class HaproxyStickTable extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'http_req_rate';
  private readonly config: HaproxyStickTableConfig;
  private readonly counters: RateCounters;
  private readonly usedAt: Float64Array;
  /** [told, compared with the limit] */
  private readonly lastRate: Int32Array;

  constructor(build: Build<HaproxyStickTableConfig>) {
    super(build, { key: build.config.key, maxKeys: build.config.size }, 'stick table rate');
    this.config = build.config;
    this.full = build.config.limit;
    this.counters = new RateCounters(build, this.table.capacity, build.config.periodMs);
    this.usedAt = build.f64(this.table.capacity);
    this.lastRate = build.i32(2);
  }

  /** The rate that the last request was told. */
  get rate(): number {
    return this.lastRate[0];
  }

  /** The rate by which the last request was judged: without itself, where it is counted only once it was let in. */
  get judgedRate(): number {
    return this.lastRate[1];
  }

  protected begin(row: number): void {
    this.counters.begin(row);
    this.usedAt[row] = this.nowMs;
  }

  protected admit(row: number, frame: Frame): Verdict {
    const now = this.nowMs;
    const { expireMs, countsRejected, limit } = this.config;
    if (expireMs > 0 && now - this.usedAt[row] >= expireMs) this.begin(row);
    if (countsRejected) this.counters.add(row, now);
    this.lastRate[0] = this.lastRate[1] = this.counters.rate(row, now);
    const denied = this.lastRate[1] > limit;
    if (countsRejected || !denied) this.usedAt[row] = now;
    if (denied) return this.refuse(frame);
    if (!countsRejected) {
      this.counters.add(row, now);
      this.lastRate[0] = this.counters.rate(row, now);
    }
    return GO;
  }

  protected used(row: number): number {
    return this.counters.rate(row, this.nowMs);
  }

  protected override facts(row: number): readonly Fact[] {
    const { current, previous } = this.counters;
    const bars = [
      { label: 'last period', value: previous[row] },
      { label: 'this period', value: current[row] },
    ];
    return [{ key: 'counters', label: 'Counted this period', value: current[row], bars }];
  }

  private get nowMs(): number {
    return Math.floor(this.wallMicros / MICROS_PER_MS);
  }
}
