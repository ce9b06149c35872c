import { Build, type ChartWish, type InstanceBuild } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import type { Checker } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import { Prober } from '#lib/engine/prober.ts';
import type { Stream } from '#lib/engine/random/stream.ts';

/** Lets a registry send health checks along the `nth` of its ways back: to whomever the port's endpoints list. */
export function probeFrom<C>(
  build: InstanceBuild<unknown>,
  nth: number,
  config: C,
  create: (build: Build<C>, endpoints: Endpoints) => Checker,
): void {
  const { sim, probed } = build;
  const port: Port = probed[nth];
  port.checker = create(new BuildOfWay(build, config, nth), port.endpoints);
  port.probeLane = sim.lanes.lane(port.checker.timeoutMicros);
  sim.probers[port.index] = new Prober(new BuildOfWay(build, null, nth), port, port.checker);
}

/** A checker names its chart and its random streams alike whomever it checks: here each way back has its own. */
class BuildOfWay<C> extends Build<C> {
  constructor(
    { sim, host, place }: Build<unknown>,
    config: C,
    private readonly nth: number,
  ) {
    super(sim, config, new Host(sim, host.self), place);
  }

  override chart(wish: ChartWish): Chart {
    return super.chart({ ...wish, concern: this.own(wish.concern) });
  }

  override stream(concern: string): Stream {
    return super.stream(this.own(concern));
  }

  private own(concern: string): string {
    return this.nth === 0 ? concern : `${concern} ${this.nth + 1}`;
  }
}
