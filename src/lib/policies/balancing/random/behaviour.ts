import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import type { Stream } from '#lib/engine/random/stream.ts';

/** Any endpoint, each equally likely and independent of the last. */
export function create(build: Build<unknown>, endpoints: Endpoints): Balancer {
  return new Random(endpoints, build.stream('balancer'));
}

class Random implements Balancer {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly stream: Stream,
  ) {}

  pick(): number {
    const count = this.endpoints.count;
    return count === 0 ? NONE : this.endpoints.hosts[this.stream.below(count)];
  }

  reset(): void {}

  explain() {
    return [{ key: 'endpoints', label: 'Instances known', value: this.endpoints.count }];
  }
}
