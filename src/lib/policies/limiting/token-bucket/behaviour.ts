import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_S, msToMicros, msUp } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { Bucket, type Filling } from '#lib/policies/limiting/bucket.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import type { TokenBucketConfig } from './policy.ts';

/**
 * The token bucket: `tokens = min(capacity, tokens + elapsed * rate)`, a request takes one or is refused. The refill is
 * continuous, or comes in steps counted from the process's start, which decides some requests differently.
 */
export function create(build: Build<TokenBucketConfig>): Gate {
  return new TokenBucket(build);
}

class TokenBucket extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'Tokens taken';
  private readonly bucket: Bucket;

  constructor(build: Build<TokenBucketConfig>) {
    super(build, build.config, 'no token');
    this.full = build.config.capacity;
    this.bucket = new Bucket(build, this.table.capacity, fillingOf(build.config));
  }

  protected begin(row: number): void {
    this.bucket.begin(row, this.host.now);
  }

  protected admit(row: number, frame: Frame): Verdict {
    const { now } = this.host;
    if (this.bucket.take(row, now)) return GO;
    return this.refuse(frame, msUp(this.bucket.microsToToken(row, now)));
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

function fillingOf({ capacity, refill }: TokenBucketConfig): Filling {
  if (refill.is === 'continuous') {
    return { tokens: capacity, cost: MICROS_PER_S, gain: refill.tokensPerSecond, stepMicros: 0 };
  }
  const stepMicros = Math.max(1, msToMicros(refill.intervalMs));
  return { tokens: capacity, cost: 1, gain: refill.tokens, stepMicros };
}
