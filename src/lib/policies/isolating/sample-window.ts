import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Host } from '#lib/engine/host.ts';
import type { WindowChoice } from '#lib/policies/adaptive-fields.ts';
import type { Algorithm } from './algorithm.ts';

const NANOS_PER_MICRO = 1_000;
const NANOS_PER_MS = NANOS_PER_MICRO * MICROS_PER_MS;

const NEXT_UPDATE = 0;
const SUM = 1;
const SMALLEST = 2;

const COUNT = 0;
const MOST_INFLIGHT = 1;
const DROPPED = 2;

/**
 * WindowedLimit of Netflix's concurrency-limits with its AverageSampleWindow: gathers samples and updates the limit once a
 * window, with the mean RTT. A window ends with the first sample that comes after its time, which still belongs to it; the
 * very first sample ends a window of its own.
 */
export class SampleWindow {
  private readonly host: Host;
  private readonly times: Float64Array;
  private readonly counts: Int32Array;
  private readonly isOff: boolean;
  private readonly shortest: number;
  private readonly longest: number;
  private readonly size: number;
  private readonly threshold: number;

  constructor(
    build: Build<unknown>,
    choice: WindowChoice,
    private readonly algorithm: Algorithm,
  ) {
    this.host = build.host;
    const windowed = choice.is === 'windowed' ? choice : null;
    this.isOff = windowed === null;
    this.shortest = Math.round((windowed?.minWindowTimeMs ?? 0) * NANOS_PER_MS);
    this.longest = Math.round((windowed?.maxWindowTimeMs ?? 0) * NANOS_PER_MS);
    this.size = windowed?.windowSize ?? 0;
    this.threshold = Math.round((windowed?.minRttThresholdMs ?? 0) * NANOS_PER_MS);
    this.times = build.f64(3);
    this.counts = build.i32(3);
    this.begin();
  }

  begin(): void {
    this.times[NEXT_UPDATE] = 0;
    this.clear();
  }

  /** A call ended now. */
  sample(rttNanos: number, inflight: number, dropped: boolean): void {
    if (this.isOff) {
      this.algorithm.sample(rttNanos, inflight, dropped);
      return;
    }
    if (rttNanos < this.threshold) return;
    const { times, counts } = this;
    times[SUM] += rttNanos;
    times[SMALLEST] = Math.min(times[SMALLEST], rttNanos);
    counts[COUNT]++;
    counts[MOST_INFLIGHT] = Math.max(counts[MOST_INFLIGHT], inflight);
    if (dropped) counts[DROPPED] = 1;
    if (this.host.now * NANOS_PER_MICRO > times[NEXT_UPDATE]) this.end();
  }

  facts(): readonly Fact[] {
    if (this.isOff) return [];
    const { times, counts } = this;
    const ms = (nanos: number): number => Math.round(nanos / 1_000) / 1_000;
    const mean = counts[COUNT] === 0 ? 0 : times[SUM] / counts[COUNT];
    const smallest = counts[COUNT] === 0 ? 0 : times[SMALLEST];
    return [
      {
        key: 'window',
        label: 'Samples in this window',
        value: counts[COUNT],
        of: this.size,
        bars: [
          { label: 'smallest RTT, ms', value: ms(smallest) },
          { label: 'mean RTT, ms', value: ms(mean) },
        ],
      },
    ];
  }

  private end(): void {
    const { times, counts } = this;
    const length = Math.min(Math.max(times[SMALLEST] * 2, this.shortest), this.longest);
    times[NEXT_UPDATE] = this.host.now * NANOS_PER_MICRO + length;
    const mean = Math.floor(times[SUM] / counts[COUNT]);
    const inflight = counts[MOST_INFLIGHT];
    const dropped = counts[DROPPED] === 1;
    const isReady = counts[COUNT] >= this.size;
    this.clear();
    if (isReady) this.algorithm.sample(mean, inflight, dropped);
  }

  private clear(): void {
    this.times[SUM] = 0;
    this.times[SMALLEST] = Infinity;
    this.counts.fill(0);
  }
}
