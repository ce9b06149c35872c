import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { OP, type Listing, type Registrar } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { Board } from '#lib/policies/discovering/board.ts';
import { UNKNOWN_LEASE } from '#lib/policies/lookup-fields.ts';
import { Leases } from './leases.ts';
import type { EurekaConfig } from './policy.ts';
import { Renewals } from './renewals.ts';
import { ResponseCache } from './response-cache.ts';

/**
 * A Eureka server (Netflix/eureka, `AbstractInstanceRegistry` and `PeerAwareInstanceRegistryImpl`), alone. Its table is in memory:
 * after a restart it is empty, every instance's next heartbeat is answered 404 and makes it register again, and fetches are refused
 * until it has waited for that.
 */
export class EurekaServer implements Registrar {
  private readonly host: Host;
  private readonly leases: Leases;
  private readonly renewals: Renewals;
  private readonly cache: ResponseCache;
  private readonly board: Board;
  private readonly shuffles: Stream;
  private readonly evictionMicros: number;
  private readonly waitMicros: number;
  private readonly limitShare: number;
  private readonly unknownLease: number;
  private readonly notSynced: number;
  private readonly evictionTimer: Int32Array;
  /** Until when fetches are refused. */
  private readonly closedUntil: Float64Array;

  /** Hosts that are there before anything happened. */
  private readonly initial: () => readonly number[];

  constructor(build: InstanceBuild<EurekaConfig>) {
    const { config, sim, tenants } = build;
    this.initial = () => tenants.map(({ host }) => host).filter((host) => !sim.instances[host].life.absent);
    this.host = build.host;
    this.leases = new Leases(build);
    this.renewals = new Renewals(build.part(config), () => this.leases.size);
    this.board = new Board(build);
    this.cache = new ResponseCache(build.part(config), this.board);
    this.shuffles = build.stream('eviction');
    this.evictionMicros = msToMicros(config.evictionIntervalTimerInMs);
    this.waitMicros = msToMicros(config.waitTimeInMsWhenSyncEmpty);
    this.limitShare = config.renewalPercentThreshold;
    this.unknownLease = build.reason(UNKNOWN_LEASE, 'error');
    this.notSynced = build.reason('the registry waits for its instances', 'error');
    this.evictionTimer = build.i32(1).fill(NONE);
    this.closedUntil = build.f64(1);
    this.host.wakes(this);
  }

  started(): void {
    // What is up at the start of a run has been up for a while: its timers stand anywhere.
    const ran = this.host.now === 0;
    const phase = ran ? this.shuffles.below(this.evictionMicros) : 0;
    this.evictionTimer[0] = this.host.after(this.evictionMicros - phase, 0);
    this.closedUntil[0] = ran ? 0 : this.host.now + this.waitMicros;
    this.renewals.started();
    this.cache.started();
    if (ran) this.takeOver();
  }

  crashed(): void {
    this.host.cancel(this.evictionTimer[0]);
    this.renewals.stopped();
    this.cache.stopped();
    this.leases.forget();
    this.publishAll();
  }

  timer(): void {
    this.evictionTimer[0] = this.host.after(this.evictionMicros, 0);
    const expired = this.leases.findExpired();
    if (!this.renewals.allowEviction()) return;
    const { size } = this.leases;
    const limit = size - Math.floor(size * this.limitShare);
    for (let i = 0; i < Math.min(limit, expired.length); i++) {
      // Knuth's shuffle: all services are hit alike.
      const next = i + this.shuffles.below(expired.length - i);
      [expired[i], expired[next]] = [expired[next], expired[i]];
      this.renewals.left();
      this.publish(this.leases.evict(expired[i]));
    }
  }

  message(visit: Frame): void {
    const { frames } = this.host;
    const caller = this.host.port(frames.port[visit]).host;
    switch (frames.op[visit]) {
      case OP.register:
        if (this.leases.register(caller)) this.renewals.came();
        this.publish(this.leases.nodeOf(caller));
        break;
      case OP.renew:
        if (!this.leases.renew(caller)) return this.host.answer(visit, this.unknownLease);
        this.renewals.renewed();
        break;
      case OP.cancel:
        if (this.leases.cancel(caller)) this.renewals.left();
        this.publish(this.leases.nodeOf(caller));
        break;
      default:
        if (this.host.now < this.closedUntil[0]) return this.host.answer(visit, this.notSynced);
        frames.result[visit] = this.cache.read(this.board.asked(visit));
    }
    this.host.answer(visit, OK);
  }

  face(): readonly Fact[] {
    const listings = this.listings().filter(({ listed }) => listed);
    const expired = listings.filter(({ left }) => left === null || left === 0).length;
    return [
      { key: 'live', label: 'live', value: listings.length - expired },
      { key: 'expired', label: 'expired', value: expired },
    ];
  }

  explain(): readonly Fact[] {
    return this.renewals.explain();
  }

  listings(): readonly Listing[] {
    return this.leases.listings(this.renewals.preserving ? 'kept by self-preservation' : '');
  }

  /** Who is up at the start of the run registered long ago, and has renewed since. */
  private takeOver(): void {
    for (const host of this.initial()) {
      this.leases.register(host);
      this.leases.renew(host);
      this.renewals.came();
    }
    this.publishAll();
  }

  private publish(node: number): void {
    this.board.publish(node, this.leases.listed(node));
  }

  private publishAll(): void {
    for (const node of this.leases.nodes) this.publish(node);
  }
}
