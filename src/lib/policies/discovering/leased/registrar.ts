import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { OP, type Listing, type Registrar } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { Board } from '#lib/policies/discovering/board.ts';
import { UNKNOWN_LEASE } from '#lib/policies/lookup-fields.ts';
import { Leases } from './leases.ts';
import type { LeasedConfig } from './policy.ts';

/**
 * Keeps a lease for each announced instance and sweeps them at an interval. After an outage it serves the table it had and every
 * lease starts anew, as etcd and Consul sessions do after a change of leader.
 */
export class LeasedRegistrar implements Registrar {
  private readonly host: Host;
  private readonly leases: Leases;
  private readonly board: Board;
  private readonly sweepMicros: number;
  private readonly unknownLease: number;
  private readonly sweepTimer: Int32Array;

  constructor(build: InstanceBuild<LeasedConfig>) {
    this.host = build.host;
    this.leases = new Leases(build);
    this.board = new Board(build);
    this.sweepMicros = sToMicros(build.config.sweepSeconds);
    this.unknownLease = build.reason(UNKNOWN_LEASE, 'error');
    this.sweepTimer = build.i32(1).fill(NONE);
    this.host.wakes(this);
  }

  started(): void {
    this.leases.extend();
    this.sweepTimer[0] = this.host.after(this.sweepMicros, 0);
  }

  crashed(): void {
    this.host.cancel(this.sweepTimer[0]);
    this.board.forgetWatchers();
  }

  timer(): void {
    this.sweepTimer[0] = this.host.after(this.sweepMicros, 0);
    for (const node of this.leases.sweep()) this.publish(node);
  }

  message(visit: Frame): void {
    const { frames } = this.host;
    const caller = this.host.port(frames.port[visit]).host;
    switch (frames.op[visit]) {
      case OP.register:
        if (this.leases.register(caller)) this.publish(this.leases.nodeOf(caller));
        break;
      case OP.renew:
        if (!this.leases.renew(caller)) return this.host.answer(visit, this.unknownLease);
        break;
      case OP.cancel:
        if (this.leases.cancel(caller)) this.publish(this.leases.nodeOf(caller));
        break;
      default:
        frames.result[visit] = this.board.newest(this.board.asked(visit));
    }
    this.host.answer(visit, OK);
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

  listings(): readonly Listing[] {
    return this.leases.listings();
  }

  private publish(node: number): void {
    this.board.publish(node, this.leases.listed(node));
  }
}
