import type { InstanceBuild, Outlet } from '#lib/engine/build.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { ClientConfig } from './kind.ts';

/** What is asked for: (port, path) pairs with cumulative weights. */
export class Mix {
  readonly ports: Port[] = [];
  readonly paths: number[] = [];
  private readonly upTo: number[] = [];
  private total = 0;

  add(outlet: Outlet, path: number, weight: number): void {
    if (weight <= 0) return;
    this.total += weight;
    this.ports.push(outlet.port);
    this.paths.push(path);
    this.upTo.push(this.total);
  }

  /** One of them by its weight; where there is no choice nothing is drawn. */
  pick(stream: Stream): number {
    if (this.ports.length === 1) return 0;
    const x = stream.uniform() * this.total;
    let at = 0;
    while (at < this.upTo.length - 1 && x >= this.upTo[at]) at++;
    return at;
  }
}

/** The configured paths at every callee, or all that the callees offer, each alike. */
export function mixOf(build: InstanceBuild<ClientConfig>): Mix {
  const mix = new Mix();
  for (const outlet of build.outlets) {
    if (build.config.routes.length === 0) {
      for (const path of outlet.offers) mix.add(outlet, path, 1);
    }
    for (const route of build.config.routes) mix.add(outlet, build.paths.intern(route.path), route.weight);
  }
  return mix;
}
