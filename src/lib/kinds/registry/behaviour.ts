import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { OP, type Behaviour } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { LifeWords } from '#lib/engine/life.ts';
import { Station } from '#lib/engine/station.ts';
import { UNKNOWN_LEASE } from '#lib/policies/lookup-fields.ts';
import type { RegistryConfig } from './kind.ts';
import { Leases } from './leases.ts';
import { machine } from './mode.machine.ts';

/**
 * Keeps a lease for each announced instance and sweeps them at an interval; tells whoever asks which instances
 * a service has, and whoever watches of every change. After an outage it serves the table it had and every
 * lease starts anew, as etcd and Consul sessions do after a change of leader.
 */
export const behaviour = {
  create: (build: InstanceBuild<RegistryConfig>): Behaviour => new Registry(build),
  life: {
    machine,
    concern: 'mode',
    up: 'serving',
    steps: {
      crashed: ['went down', 'it answers nobody; callers go on with the copies they hold'],
      restarted: ['came back', 'every lease starts anew'],
    },
  } satisfies LifeWords,
};

class Registry implements Behaviour {
  private readonly host: Host;
  private readonly station: Station;
  private readonly leases: Leases;
  private readonly sweepMicros: number;
  private readonly unknownLease: number;
  /** Newest roster of each node that announces itself here, NONE before the first. */
  private readonly rosterOf: Int32Array;
  /** By port that wants endpoints: one more than the registry port to tell it through, 0 when nobody watches. */
  private readonly watchers: Int32Array;
  private readonly sweepTimer: Int32Array;

  constructor(build: InstanceBuild<RegistryConfig>) {
    const { threads, queueLimit, operationTime, sweepSeconds, leaseSeconds } = build.config;
    this.host = build.host;
    this.station = build.station({ slots: threads, queueLimit, work: operationTime });
    this.leases = new Leases(build, build.tenants, sToMicros(leaseSeconds));
    this.sweepMicros = sToMicros(sweepSeconds);
    this.unknownLease = build.reason(UNKNOWN_LEASE, 'error');
    this.rosterOf = build.i32(build.nodes).fill(NONE);
    this.watchers = build.i32(build.portCount);
    this.sweepTimer = build.i32(1).fill(NONE);
    this.host.wakes(this);
  }

  started(): void {
    this.leases.extend();
    this.sweepTimer[0] = this.host.after(this.sweepMicros, 0);
  }

  crashed(): void {
    this.host.cancel(this.sweepTimer[0]);
    this.watchers.fill(0);
  }

  timer(): void {
    this.sweepTimer[0] = this.host.after(this.sweepMicros, 0);
    const changed = this.leases.sweep();
    for (const node of changed) this.publish(node);
  }

  visit(visit: Frame): void {
    if (!this.station.enter(visit)) this.host.answer(visit, Station.full);
  }

  worked(visit: Frame): void {
    this.station.leave(visit);
    const { frames } = this.host;
    const caller = this.host.port(frames.port[visit]).host;
    switch (frames.op[visit]) {
      case OP.register:
        if (this.leases.register(caller)) this.publish(this.leases.nodeOf(caller));
        this.host.answer(visit, OK);
        break;
      case OP.renew:
        this.host.answer(visit, this.leases.renew(caller) ? OK : this.unknownLease);
        break;
      case OP.cancel:
        if (this.leases.cancel(caller)) this.publish(this.leases.nodeOf(caller));
        this.host.answer(visit, OK);
        break;
      default:
        this.tell(visit);
    }
  }

  face(): readonly Fact[] {
    const { live, late } = this.leases.count();
    return [
      { key: 'live', label: 'live', value: live },
      { key: 'late', label: 'late', value: late },
    ];
  }

  explain(): readonly Fact[] {
    return this.leases.explain();
  }

  /** Answers a lookup with the newest roster, and remembers a watcher. */
  private tell(visit: Frame): void {
    const { frames } = this.host;
    const wanted = frames.payload[visit];
    const node = this.host.port(wanted).callee;
    if (this.rosterOf[node] === NONE) this.rosterOf[node] = this.host.publish(this.leases.listed(node));
    if (frames.op[visit] === OP.watch) this.watchers[wanted] = frames.port[visit] + 1;
    frames.result[visit] = this.rosterOf[node];
    this.host.answer(visit, OK);
  }

  private publish(node: number): void {
    const roster = this.host.publish(this.leases.listed(node));
    this.rosterOf[node] = roster;
    for (let wanted = 0; wanted < this.watchers.length; wanted++) {
      const through = this.watchers[wanted] - 1;
      if (through < 0 || this.host.port(wanted).callee !== node) continue;
      this.host.notify(this.host.port(through), wanted, roster);
    }
  }
}
