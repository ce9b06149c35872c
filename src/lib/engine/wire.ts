import type { Levers } from './levers.ts';
import type { Sampler } from './random/distribution.ts';
import type { Stream } from './random/stream.ts';

/** One edge's network: how long a message takes, and whether it arrives at all. */
export class Wire {
  constructor(
    readonly index: number,
    private readonly latency: Sampler,
    private readonly lossShare: number,
    private readonly latencies: Stream,
    private readonly losses: Stream,
    private readonly levers: Levers,
  ) {}

  /** Micros that the next message takes. */
  delayMicros(): number {
    return this.latency.draw(this.latencies) + this.levers.wireMicros[this.index];
  }

  /** Whether the next message is lost. */
  loses(): boolean {
    return this.lossShare > 0 && this.losses.chance(this.lossShare);
  }
}
