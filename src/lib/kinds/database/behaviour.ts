import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Behaviour } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { orderQueue } from '#lib/engine/queueing/order-queue.ts';
import { Station } from '#lib/engine/station.ts';
import type { DatabaseConfig } from './kind.ts';

/** A query holds a connection for its query time; others wait for one, up to a limit. */
export const behaviour = {
  create: (build: InstanceBuild<DatabaseConfig>): Behaviour => new Database(build),
};

class Database implements Behaviour {
  private readonly host: Host;
  private readonly station: Station;

  constructor(build: InstanceBuild<DatabaseConfig>) {
    const { maxConnections, queueLimit, queryTime } = build.config;
    this.host = build.host;
    this.station = build.station({ slots: maxConnections, queueLimit, work: queryTime });
    orderQueue(build, this.station, build.config.queueing);
  }

  explain(): readonly Fact[] {
    return this.station.line?.explain() ?? [];
  }

  visit(visit: Frame): void {
    if (!this.station.enter(visit)) this.host.answer(visit, Station.full);
  }

  worked(visit: Frame): void {
    this.station.leave(visit);
    this.host.answer(visit, OK);
  }
}
