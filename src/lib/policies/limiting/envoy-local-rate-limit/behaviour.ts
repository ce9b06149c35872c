import type { Fact } from '#lib/base/fact.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { Bucket } from '#lib/policies/limiting/bucket.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import type { EnvoyLocalRateLimitConfig } from './policy.ts';

/**
 * Envoy's local rate limit (source/extensions/filters/common/local_ratelimit, source/common/common/token_bucket_impl.cc).
 * The older code adds `tokens_per_fill` by a timer each `fill_interval`; AtomicTokenBucket fills continuously at the same
 * rate. One bucket a process, full at first.
 */
export function create(build: Build<EnvoyLocalRateLimitConfig>): Gate {
  return new EnvoyLocalRateLimit(build);
}

class EnvoyLocalRateLimit extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'Tokens taken';
  private readonly bucket: Bucket;

  constructor(build: Build<EnvoyLocalRateLimitConfig>) {
    super(build, build.config, 'local_rate_limited');
    const { max_tokens, tokens_per_fill, fill_interval_ms, refill } = build.config;
    const interval = msToMicros(fill_interval_ms);
    this.full = max_tokens;
    const byTimer = refill === 'timer';
    const cost = byTimer ? 1 : interval;
    const stepMicros = byTimer ? interval : 0;
    const filling = { tokens: max_tokens, cost, gain: tokens_per_fill, stepMicros };
    this.bucket = new Bucket(build, this.table.capacity, filling);
  }

  protected begin(row: number): void {
    this.bucket.begin(row, this.host.now);
  }

  protected admit(row: number, frame: Frame): Verdict {
    return this.bucket.take(row, this.host.now) ? GO : this.refuse(frame);
  }

  override reset(): void {
    super.reset();
    this.bucket.restart(this.host.now);
  }

  protected used(row: number): number {
    return this.full - this.bucket.tokens(row, this.host.now);
  }

  protected override facts(row: number): readonly Fact[] {
    const value = this.bucket.tokens(row, this.host.now);
    return [{ key: 'tokens', label: 'Tokens', value, of: this.full, line: 1, floor: 'below' }];
  }
}
