import { Build } from '#lib/engine/build.ts';
import type { Load, Scaler } from '#lib/engine/contract.ts';
import { ORDER } from '#lib/engine/events.ts';
import { Host } from '#lib/engine/host.ts';
import { Simulation } from '#lib/engine/simulation.ts';
import { silent } from '#lib/engine/sink.ts';

/** An autoscaler alone, asked at its own pace: for tests. */
export class LoneScaler {
  readonly sim = new Simulation({ nodes: 0, hosts: 0, edges: 0, layers: 0 }, silent);
  readonly scaler: Scaler;

  constructor(create: (build: Build<never>) => Scaler, config: Readonly<Record<string, unknown>>) {
    const place = { owner: 's', instance: 0, instances: ['s'], seed: 1 };
    this.scaler = create(new Build(this.sim, config as never, new Host(this.sim, 0), place));
  }

  /** What it wants, look after look, where nobody is young or down and all are as busy as `demand` slots' worth makes them. */
  follow(instances: number, demands: readonly number[]): number[] {
    let desired = instances;
    return demands.map((demand) => {
      const share = Math.min(1, demand / desired);
      desired = this.ask({ desired, shares: Array<number>(desired).fill(share), unready: 0, missing: 0 });
      return desired;
    });
  }

  /** What it wants at its next look. */
  ask(load: Load): number {
    const owner = this.sim.owners.push({ timer: () => undefined }) - 1;
    this.sim.after(owner, this.scaler.periodMicros, 0, ORDER.timers);
    this.sim.run(this.sim.now + this.scaler.periodMicros + 1);
    return this.scaler.wanted(load);
  }
}
