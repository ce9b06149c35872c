import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import { startOf } from './calendar.ts';
import type { KongConfig } from './policy.ts';

/**
 * Kong's rate-limiting plugin with policy local (kong/plugins/rate-limiting/handler.lua): fixed windows of the UTC calendar on
 * a clock of whole seconds. A request is refused if any of its windows is used up (`limit - usage <= 0`); the counters
 * grow afterwards, in a timer of no delay, so requests that come at the same moment all find them as they were.
 */
export function create(build: Build<KongConfig>): Gate {
  return new Kong(build);
}

const PERIODS = [
  ['second', 1],
  ['minute', 60],
  ['hour', 3_600],
  ['day', 86_400],
  // What Kong counts a month and a year for in `Retry-After`; they begin and end with the calendar's.
  ['month', 2_592_000],
  ['year', 31_536_000],
] as const;
type Period = (typeof PERIODS)[number][0];

const MS_PER_S = 1_000;

class Kong extends Limiter {
  protected readonly full: number;
  protected readonly measure: string;
  /** The windows that are limited, shortest first. */
  private readonly names: readonly Period[];
  private readonly limits: readonly number[];
  private readonly lengths: readonly number[];
  /** A number for each window of a row: when it began in whole seconds, and how many it has let in. */
  private readonly starts: Float64Array;
  private readonly usage: Int32Array;

  constructor(build: Build<KongConfig>) {
    super(build, build.config, 'kong: limit exceeded', build.config.error_code);
    const limited = PERIODS.filter(([name]) => build.config[name] > 0);
    this.names = limited.map(([name]) => name);
    this.limits = limited.map(([name]) => build.config[name]);
    this.lengths = limited.map(([, seconds]) => seconds);
    this.full = this.limits[0] ?? 1;
    this.measure = `Let in this ${this.names[0] ?? 'second'}`;
    this.starts = build.f64(this.table.capacity * limited.length);
    this.usage = build.i32(this.table.capacity * limited.length);
    this.host.wakes(this);
  }

  protected begin(row: number): void {
    const windows = this.limits.length;
    this.usage.fill(0, row * windows, (row + 1) * windows);
    this.turn(row);
  }

  protected admit(row: number, frame: Frame): Verdict {
    this.turn(row);
    const windows = this.limits.length;
    let longest = NONE;
    for (let at = 0; at < windows; at++) {
      if (this.limits[at] - this.usage[row * windows + at] <= 0) longest = at;
    }
    if (longest !== NONE) return this.refuse(frame, this.secondsLeft(row, longest) * MS_PER_S);
    // After all that arrives at this very moment.
    this.host.arriveAfter(0, this.table.keyOf(row));
    return GO;
  }

  /** The increment of a request of this key. */
  timer(key: number): void {
    const row = this.table.find(key);
    if (row === NONE) return;
    const windows = this.limits.length;
    for (let at = 0; at < windows; at++) this.usage[row * windows + at]++;
  }

  protected used(row: number): number {
    return this.limits.length === 0 ? 0 : this.usageNow(row, 0);
  }

  protected override facts(row: number): readonly Fact[] {
    const windows = this.names.map((name, at) => ({
      label: name,
      value: this.usageNow(row, at),
      of: this.limits[at],
    }));
    return [{ key: 'windows', label: 'Windows limited', value: windows.length, bars: windows }];
  }

  /** Windows that are over are empty again. */
  private turn(row: number): void {
    const windows = this.limits.length;
    const now = this.wallSeconds;
    for (let at = 0; at < windows; at++) {
      const start = this.startOf(at, now);
      if (this.starts[row * windows + at] === start) continue;
      this.starts[row * windows + at] = start;
      this.usage[row * windows + at] = 0;
    }
  }

  private usageNow(row: number, at: number): number {
    const place = row * this.limits.length + at;
    return this.starts[place] === this.startOf(at, this.wallSeconds) ? this.usage[place] : 0;
  }

  private startOf(at: number, now: number): number {
    const name = this.names[at];
    return name === 'month' || name === 'year' ? startOf(name, now) : now - (now % this.lengths[at]);
  }

  private secondsLeft(row: number, at: number): number {
    const start = this.starts[row * this.limits.length + at];
    return Math.max(1, this.lengths[at] - (this.wallSeconds - start));
  }

  private get wallSeconds(): number {
    return Math.floor(this.wallMicros / MICROS_PER_S);
  }
}
