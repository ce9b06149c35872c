import { Build } from '#lib/engine/build.ts';
import { Host } from '#lib/engine/host.ts';
import { silent } from '#lib/engine/sink.ts';
import { Simulation } from '#lib/engine/simulation.ts';
import type { Budget } from './contract.ts';

/** One budget with a clock: how budgets are tried against a table, a model or a recording. */
export class LoneBudget<B extends Budget, C> {
  readonly budget: B;
  private readonly sim = new Simulation({ nodes: 1, hosts: 1, edges: 1, layers: 1 }, silent);

  constructor(create: (build: Build<C>) => B, config: C) {
    const place = { owner: 'e1', instance: 0, instances: ['caller'], seed: 1 };
    this.budget = create(new Build(this.sim, config, new Host(this.sim, 0), place));
  }

  /** Lets time pass. */
  wait(micros: number): void {
    const idle = this.sim.owners.push({ timer: () => undefined }) - 1;
    const until = this.sim.now + micros;
    this.sim.after(idle, micros, 0, ARRIVALS);
    this.sim.run(until + 1);
  }

  /** A value that it shows of itself. */
  shows(key: string): number | string | undefined {
    return this.budget.explain().find((fact) => fact.key === key)?.value;
  }
}

const ARRIVALS = 3;
