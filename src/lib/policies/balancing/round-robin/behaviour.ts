import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';

/** Each endpoint in turn, in the order of the list; a shorter list simply wraps earlier. */
export function create(build: Build<unknown>, endpoints: Endpoints): Balancer {
  return new RoundRobin(endpoints, build.i32(1));
}

class RoundRobin implements Balancer {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly turn: Int32Array,
  ) {}

  pick(): number {
    const count = this.endpoints.count;
    if (count === 0) return NONE;
    const at = this.turn[0] % count;
    this.turn[0] = at + 1;
    return this.endpoints.hosts[at];
  }

  reset(): void {
    this.turn[0] = 0;
  }

  explain() {
    return [{ key: 'endpoints', label: 'Instances known', value: this.endpoints.count }];
  }
}
