import type { Fact } from '#lib/base/fact.ts';
import { NO_ROUTE } from '#lib/base/outcomes.ts';
import type { InstanceBuild, Outlet } from '#lib/engine/build.ts';
import { OP, type Behaviour } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Paths } from '#lib/engine/paths.ts';
import type { Port } from '#lib/engine/port.ts';
import { orderQueue } from '#lib/engine/queueing/order-queue.ts';
import { Station } from '#lib/engine/station.ts';
import type { GatewayConfig } from './kind.ts';

/**
 * Takes a request with a worker, chooses the route whose path is the longest prefix of the request's, and gives
 * the worker back while the upstream works, as an event-driven proxy does. The upstream's outcome is passed on.
 */
export const behaviour = {
  create: (build: InstanceBuild<GatewayConfig>): Behaviour => new Gateway(build),
};

class Gateway implements Behaviour {
  private readonly host: Host;
  private readonly station: Station;
  private readonly outlets: readonly Outlet[];
  private readonly paths: Paths;
  /** The route of each path, by path number: derived from settings alone. */
  private routes: readonly (Port | null)[] = [];

  constructor(build: InstanceBuild<GatewayConfig>) {
    const { workers, backlog, handlingTime } = build.config;
    this.host = build.host;
    this.station = build.station({ slots: workers, queueLimit: backlog, work: handlingTime });
    orderQueue(build, this.station, build.config.queueing);
    this.outlets = build.outlets;
    this.paths = build.paths;
  }

  started(): void {
    this.routes = this.paths.names.map((path) => longestMatch(this.outlets, path));
  }

  explain(): readonly Fact[] {
    return this.station.line?.explain() ?? [];
  }

  visit(visit: Frame): void {
    if (!this.station.enter(visit)) this.host.answer(visit, Station.full);
  }

  worked(visit: Frame): void {
    this.station.leave(visit);
    const path = this.host.frames.path[visit];
    const port = this.routes[path];
    if (port === null) this.host.answer(visit, NO_ROUTE);
    else this.host.call(port, visit, OP.request, path);
  }

  answered(visit: Frame, call: Frame): void {
    this.host.answer(visit, this.host.frames.reason[call]);
  }
}

/** `/users` serves `/users` and `/users/42`, not `/users-export`; `/` serves everything. */
function longestMatch(outlets: readonly Outlet[], path: string): Port | null {
  let best: Port | null = null;
  let length = -1;
  for (const outlet of outlets) {
    const route = outlet.route.replace(/\/+$/, '');
    const serves = path === route || path.startsWith(`${route}/`);
    if (!serves || route.length <= length) continue;
    best = outlet.port;
    length = route.length;
  }
  return best;
}
