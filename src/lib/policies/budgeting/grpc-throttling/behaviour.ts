import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import type { GrpcThrottlingConfig } from './policy.ts';

/**
 * gRPC's retryThrottling (proposal A6; grpc-java, core/.../internal/RetriableStream.java, class Throttle). A token less
 * for each failure that the policy retries, `tokenRatio` more for each success, within 0 to maxTokens; no retry while
 * the tokens left are at or below half of the maximum. All in whole thousandths of a token.
 */
export function create(build: Build<GrpcThrottlingConfig>): GrpcThrottling {
  return new GrpcThrottling(build);
}

const SCALE = 1_000;

export class GrpcThrottling implements Budget {
  private readonly most: number;
  private readonly threshold: number;
  private readonly ratio: number;
  /** Thousandths of tokens. */
  private readonly left: Int32Array;

  constructor(build: Build<GrpcThrottlingConfig>) {
    this.most = thousandths(build.config.maxTokens);
    this.ratio = thousandths(build.config.tokenRatio);
    this.threshold = Math.floor(this.most / 2);
    this.left = build.i32(1);
    this.reset();
  }

  get tokens(): number {
    return this.left[0] / SCALE;
  }

  get isAboveThreshold(): boolean {
    return this.left[0] > this.threshold;
  }

  began(): void {}

  tryBegan(): void {}

  succeeded(): void {
    this.left[0] = Math.min(this.left[0] + this.ratio, this.most);
  }

  failed(): void {
    this.left[0] = Math.max(this.left[0] - SCALE, 0);
  }

  /** A retry that only the server's pushback asks for is not held up. */
  mayRetry(told = true): boolean {
    return !told || this.isAboveThreshold;
  }

  retryEnded(): void {}

  tryEnded(): void {}

  reset(): void {
    this.left[0] = this.most;
  }

  explain(): readonly Fact[] {
    const [of, line] = [this.most / SCALE, this.threshold / SCALE];
    const throttles = this.isAboveThreshold ? 'retries allowed' : 'throttled';
    return [
      { key: 'budget', label: 'Tokens', value: this.tokens, of, line, floor: 'at' },
      { key: 'throttle', label: 'Throttle', value: throttles },
    ];
  }
}

/** As Java cuts a float times 1000 to an int. */
function thousandths(value: number): number {
  return Math.trunc(Math.fround(Math.fround(value) * SCALE));
}
