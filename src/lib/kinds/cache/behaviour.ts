import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import type { InstanceBuild, Outlet } from '#lib/engine/build.ts';
import { OP, type Behaviour } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { Station } from '#lib/engine/station.ts';
import type { CacheConfig } from './kind.ts';

/** Answers a share of requests itself; a miss is read through from what it is connected to, if anything. */
export const behaviour = {
  create: (build: InstanceBuild<CacheConfig>): Behaviour => new Cache(build),
};

const HITS = 0;
const MISSES = 1;

class Cache implements Behaviour {
  private readonly host: Host;
  private readonly station: Station;
  private readonly hitShare: number;
  private readonly hits: Stream;
  private readonly origin: Outlet | undefined;
  private readonly counts: Float64Array;

  constructor(build: InstanceBuild<CacheConfig>) {
    const { threads, queueLimit, commandTime, hitPercent } = build.config;
    this.host = build.host;
    this.station = build.station({ slots: threads, queueLimit, work: commandTime });
    this.hitShare = hitPercent / 100;
    this.hits = build.stream('hits');
    this.origin = build.outlets[0];
    this.counts = build.f64(2);
  }

  visit(visit: Frame): void {
    if (!this.station.enter(visit)) this.host.answer(visit, Station.full);
  }

  worked(visit: Frame): void {
    this.station.leave(visit);
    const hit = this.hits.chance(this.hitShare);
    this.counts[hit ? HITS : MISSES]++;
    if (hit || this.origin === undefined) this.host.answer(visit, OK);
    else this.host.call(this.origin.port, visit, OP.request, this.origin.offers[0]);
  }

  answered(visit: Frame, call: Frame): void {
    this.host.answer(visit, this.host.frames.reason[call]);
  }

  face(): readonly Fact[] {
    const [hits, misses] = this.counts;
    const asked = hits + misses;
    const share = asked === 0 ? '—' : (100 * hits) / asked;
    return [{ key: 'hits', label: 'hits', value: share, unit: '%' }];
  }
}
