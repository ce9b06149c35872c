import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { ActiveCalls } from '#lib/policies/balancing/active-calls.ts';
import { TwoChoices } from '#lib/policies/balancing/two-choices.ts';

/**
 * Finagle's default, `Balancers.p2c` with the least-loaded metric: of two different hosts the one with fewer calls under way,
 * of equals the first drawn. Unlike Envoy it never draws one host twice.
 */
export function create(build: Build<unknown>, endpoints: Endpoints): Balancer {
  return new LeastLoadedOfTwo(build, endpoints);
}

class LeastLoadedOfTwo implements Balancer {
  private readonly active: ActiveCalls;
  private readonly choices: TwoChoices;

  constructor(
    build: Build<unknown>,
    private readonly endpoints: Endpoints,
  ) {
    this.active = new ActiveCalls(build, endpoints);
    this.choices = new TwoChoices(endpoints, build.stream('balancer'));
  }

  pick(): number {
    const { endpoints } = this;
    if (endpoints.count === 0) return NONE;
    const slot = endpoints.count === 1 ? endpoints.slotOf(endpoints.hosts[0]) : this.lessBusy();
    this.active.began(slot);
    return endpoints.first + slot;
  }

  ended(call: Frame): void {
    this.active.ended(call);
  }

  reset(): void {
    this.active.reset();
  }

  explain(): readonly Fact[] {
    const { endpoints, active } = this;
    const bars = Array.from(endpoints.hosts.subarray(0, endpoints.count), (host) => {
      const slot = endpoints.slotOf(host);
      return { label: endpoints.nameOf(slot), value: active.of(slot) };
    });
    return [{ key: 'active', label: 'Calls under way', value: '', bars }];
  }

  private lessBusy(): number {
    const { choices, active } = this;
    choices.draw();
    return active.of(choices.a) <= active.of(choices.b) ? choices.a : choices.b;
  }
}
