import type { Fact } from '#lib/base/fact.ts';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild, Outlet } from '#lib/engine/build.ts';
import { OP, type Behaviour } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { LifePace } from '#lib/engine/life.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { orderQueue } from '#lib/engine/queueing/order-queue.ts';
import { Station } from '#lib/engine/station.ts';
import type { FleetSettings } from '#lib/kinds/behaviours.ts';
import type { DependencyConfig, ServiceConfig } from './kind.ts';

/**
 * One instance, a thread for each request: its own work first, then the calls it depends on one after another, the
 * thread held throughout. A failed dependency fails the request.
 */
export const behaviour = {
  create: (build: InstanceBuild<ServiceConfig>): Behaviour => new Service(build),
  pace: (config: ServiceConfig): LifePace => ({
    startMicros: sToMicros(config.startSeconds),
    preStopMicros: sToMicros(config.preStopSeconds),
    graceMicros: sToMicros(config.terminationGracePeriodSeconds),
  }),
  fleet: ({ keepsCount, autoscaling }: ServiceConfig): FleetSettings => ({
    replaceAfterMicros: keepsCount.is === 'none' ? null : sToMicros(keepsCount.afterSeconds),
    autoscaling,
  }),
};

class Service implements Behaviour {
  private readonly host: Host;
  private readonly station: Station;
  private readonly failShare: number;
  private readonly failures: Stream;
  private readonly choices: Stream;
  private readonly dependencies: readonly Outlet[];
  private readonly shares: readonly number[];

  constructor(build: InstanceBuild<ServiceConfig>) {
    const { threads, queueLimit, serviceTime, failPercent } = build.config;
    this.host = build.host;
    this.station = build.station({ slots: threads, queueLimit, work: serviceTime });
    orderQueue(build, this.station, build.config.queueing);
    this.failShare = failPercent / 100;
    this.failures = build.stream('failures');
    this.choices = build.stream('choices');
    this.dependencies = build.outlets;
    this.shares = build.outlets.map((outlet) => (outlet.config as DependencyConfig).callPercent / 100);
  }

  explain(): readonly Fact[] {
    return this.station.line?.explain() ?? [];
  }

  visit(visit: Frame): void {
    if (!this.station.enter(visit)) this.host.answer(visit, Station.full);
  }

  worked(visit: Frame): void {
    if (this.failures.chance(this.failShare)) this.finish(visit, ERROR);
    else this.goOn(visit);
  }

  answered(visit: Frame, call: Frame): void {
    if (this.host.frames.status[call] === OK) this.goOn(visit);
    else this.finish(visit, ERROR);
  }

  /** Makes the next call that this request needs, or answers. A visit's layer counts the calls considered. */
  private goOn(visit: Frame): void {
    const frames = this.host.frames;
    while (frames.layer[visit] < this.dependencies.length) {
      const at = frames.layer[visit]++;
      if (!this.choices.chance(this.shares[at])) continue;
      const { port, offers } = this.dependencies[at];
      this.host.call(port, visit, OP.request, offers[0]);
      return;
    }
    this.finish(visit, OK);
  }

  private finish(visit: Frame, reason: number): void {
    this.station.leave(visit);
    this.host.answer(visit, reason);
  }
}
