import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { EnvoyAdaptiveConcurrencyConfig } from './policy.ts';
import { LatencyHistogram } from './latency-histogram.ts';

const LIMIT = 0;
/** The limit to go back to when minRTT is measured; 0: it is not being measured. */
const DEFERRED = 1;
/** Updates in a row that left the limit at its lowest. */
const AT_LOWEST = 2;

const MIN_RTT = 0;
const SAMPLE_RTT = 1;
const GRADIENT = 2;
const HEADROOM = 3;
/** When the measuring of minRTT began; samples of calls that started before are thrown away. */
const EPOCH = 4;

/** After so many such updates minRTT is measured anew: it may be the measurement that is wrong. */
const TOO_LONG_AT_LOWEST = 5;

/** The arithmetic of Envoy's gradient controller: what is in flight and when timers fire is its gate's business. */
export class GradientController {
  readonly samples: LatencyHistogram;
  private readonly counts: Int32Array;
  private readonly figures: Float64Array;

  constructor(private readonly build: Build<EnvoyAdaptiveConcurrencyConfig>) {
    this.samples = new LatencyHistogram(build);
    this.counts = build.i32(3);
    this.figures = build.f64(5);
  }

  get limit(): number {
    return this.counts[LIMIT];
  }

  get isMeasuring(): boolean {
    return this.counts[DEFERRED] > 0;
  }

  /** Whether minRTT is to be measured at once. */
  get isStuck(): boolean {
    return this.counts[AT_LOWEST] >= TOO_LONG_AT_LOWEST && this.build.config.fixedValueMs === 0;
  }

  get figuresNow(): { minRtt: number; sampleRtt: number; gradient: number; headroom: number } {
    const [minRtt, sampleRtt, gradient, headroom] = this.figures;
    return { minRtt, sampleRtt, gradient, headroom };
  }

  begin(): void {
    const { fixedValueMs, minConcurrency } = this.build.config;
    this.counts.fill(0);
    this.figures.fill(0);
    this.samples.clear();
    this.counts[LIMIT] = minConcurrency;
    this.figures[MIN_RTT] = msToMicros(fixedValueMs);
    if (fixedValueMs === 0) this.measure(0);
  }

  /** The limit is pinned until enough calls have shown what a quiet service takes. */
  measure(nowMicros: number): void {
    if (this.isMeasuring) return;
    this.counts[DEFERRED] = this.counts[LIMIT];
    this.moveTo(this.build.config.minConcurrency);
    this.samples.clear();
    this.figures[EPOCH] = nowMicros;
  }

  /** True when this sample completed the measuring of minRTT. */
  sample(startMicros: number, micros: number): boolean {
    if (startMicros < this.figures[EPOCH]) return false;
    this.samples.add(micros);
    if (!this.isMeasuring || this.samples.count < this.build.config.requestCount) return false;
    this.figures[MIN_RTT] = this.aggregate();
    this.moveTo(this.counts[DEFERRED]);
    this.counts[DEFERRED] = 0;
    return true;
  }

  /** A window of samples is over; an empty one changes nothing. */
  update(): void {
    if (this.samples.count === 0) return;
    const { bufferPercent, minConcurrency, maxConcurrencyLimit } = this.build.config;
    const { figures } = this;
    const sampleRtt = this.aggregate();
    const buffered = figures[MIN_RTT] + figures[MIN_RTT] * (bufferPercent / 100);
    const gradient = Math.max(0.5, Math.min(2, buffered / sampleRtt));
    const limit = this.counts[LIMIT] * gradient;
    const headroom = Math.sqrt(limit);
    figures[SAMPLE_RTT] = sampleRtt;
    figures[GRADIENT] = gradient;
    figures[HEADROOM] = headroom;
    this.moveTo(Math.max(minConcurrency, Math.min(maxConcurrencyLimit, Math.trunc(limit + headroom))));
  }

  /** Whole micros, and never none, as they are divided by. */
  private aggregate(): number {
    const { sampleAggregatePercentile } = this.build.config;
    const micros = Math.trunc(this.samples.quantile(sampleAggregatePercentile / 100));
    this.samples.clear();
    return Math.max(1, micros);
  }

  private moveTo(limit: number): void {
    const { counts } = this;
    const { minConcurrency } = this.build.config;
    const stays = !this.isMeasuring && counts[LIMIT] === minConcurrency && limit === minConcurrency;
    counts[AT_LOWEST] = stays ? counts[AT_LOWEST] + 1 : 0;
    counts[LIMIT] = limit;
  }
}
