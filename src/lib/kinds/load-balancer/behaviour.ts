import type { Fact } from '#lib/base/fact.ts';
import { NO_INSTANCE } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild, Outlet } from '#lib/engine/build.ts';
import type { Behaviour } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { LifePace } from '#lib/engine/life.ts';
import { orderQueue } from '#lib/engine/queueing/order-queue.ts';
import { Station } from '#lib/engine/station.ts';
import type { LoadBalancerConfig } from './kind.ts';

/**
 * Server-side discovery as an AWS Application Load Balancer or an HAProxy backend does it: callers know one name, and
 * whoever stands behind it knows the instances. A request takes a worker, goes on whatever its path and whatever it is,
 * and the worker is free again while the service works. The service's outcome is passed on.
 */
export const behaviour = {
  create: (build: InstanceBuild<LoadBalancerConfig>): Behaviour => new LoadBalancer(build),
  pace: (config: LoadBalancerConfig): LifePace => ({
    startMicros: sToMicros(config.startSeconds),
    preStopMicros: 0,
    graceMicros: sToMicros(config.hardStopAfterSeconds),
  }),
};

class LoadBalancer implements Behaviour {
  private readonly host: Host;
  private readonly station: Station;
  private readonly service: Outlet | undefined;

  constructor(build: InstanceBuild<LoadBalancerConfig>) {
    const { workers, backlog, handlingTime } = build.config;
    this.host = build.host;
    this.station = build.station({ slots: workers, queueLimit: backlog, work: handlingTime });
    orderQueue(build, this.station, build.config.queueing);
    this.service = build.outlets[0];
  }

  explain(): readonly Fact[] {
    return this.station.line?.explain() ?? [];
  }

  visit(visit: Frame): void {
    if (!this.station.enter(visit)) this.host.answer(visit, Station.full);
  }

  worked(visit: Frame): void {
    this.station.leave(visit);
    const { op, path } = this.host.frames;
    if (this.service === undefined) this.host.answer(visit, NO_INSTANCE);
    else this.host.call(this.service.port, visit, op[visit], path[visit]);
  }

  answered(visit: Frame, call: Frame): void {
    this.host.answer(visit, this.host.frames.reason[call]);
  }
}
