import type { Endpoints } from '#lib/engine/endpoints.ts';
import type { Stream } from '#lib/engine/random/stream.ts';

/** Draws two different hosts that are in rotation, each pair in each order equally likely; their slots. Two at least are. */
export class TwoChoices {
  a = 0;
  b = 0;

  constructor(
    private readonly endpoints: Endpoints,
    private readonly stream: Stream,
  ) {}

  draw(): void {
    const { endpoints, stream } = this;
    const { hosts, count } = endpoints;
    const first = stream.below(count);
    const other = stream.below(count - 1);
    this.a = endpoints.slotOf(hosts[first]);
    this.b = endpoints.slotOf(hosts[other >= first ? other + 1 : other]);
  }
}
