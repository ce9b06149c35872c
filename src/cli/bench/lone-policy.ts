import { defaultsOf, type Variant } from '#lib/base/schema.ts';
import { Build } from '#lib/engine/build.ts';
import { PARK, type Verdict } from '#lib/engine/contract.ts';
import { NONE, ROLE, STAGE, type Frame } from '#lib/engine/frames.ts';
import { Host } from '#lib/engine/host.ts';
import { loneEndpoints } from '#lib/engine/lone-endpoints.ts';
import { Simulation } from '#lib/engine/simulation.ts';
import { silent } from '#lib/engine/sink.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { decisionOf, type Stand } from './decisions.ts';

const HOSTS = 8;
const CLIENTS = 16;
/** Calls of one moment, and the time between two moments: 1,000 calls a second. */
const AT_ONCE = 8;
const GAP_MICROS = 8_000;
const ARRIVALS = 3;
/** A call in so many fails. */
const FAILING = 20;

/**
 * One policy with its default settings and nothing around it, deciding about one call after another. The engine's verbs
 * do nothing, so that all the time that passes is the policy's.
 */
export class LonePolicy {
  private readonly stand: Stand;
  private readonly decide: (failed: boolean) => void;
  private readonly visit: Frame;
  private readonly idle: number;
  private decided = 0;

  /** Without a policy nothing is decided: what the bench itself costs. */
  constructor(policy: PolicyDefinition | null) {
    const sim = new Simulation({ nodes: 1, hosts: HOSTS, edges: 1, layers: 1 }, silent);
    const endpoints = loneEndpoints(sim, HOSTS);
    endpoints.set(Array.from({ length: HOSTS }, (_, slot) => slot));
    const config: Variant = { ...defaultsOf(policy?.fields ?? {}), is: policy?.policy ?? 'none' };
    const place = { owner: 'e1', instance: 0, instances: ['caller'], seed: 1 };
    const build = new Build(sim, config, new QuietHost(sim, 0), place);
    this.visit = sim.frames.take();
    this.stand = { sim, endpoints, build, call: called(sim, this.visit), attempt: called(sim, this.visit) };
    this.decide = policy === null ? () => undefined : decisionOf(policy, this.stand);
    this.idle = sim.owners.push({ timer: () => undefined }) - 1;
  }

  run(decisions: number): void {
    const { sim, call } = this.stand;
    for (let i = 0; i < decisions; i++) {
      if (i % AT_ONCE === 0) this.wait();
      const number = ++this.decided;
      sim.frames.source[call] = number % CLIENTS;
      sim.frames.ordinal[call] = number;
      sim.frames.born[call >> 1] = sim.now;
      this.decide(number % FAILING === 0);
    }
  }

  private wait(): void {
    const { sim } = this.stand;
    sim.after(this.idle, GAP_MICROS, 0, ARRIVALS);
    sim.run(sim.now + GAP_MICROS + 1);
  }
}

class QuietHost extends Host {
  override delay(): Verdict {
    return PARK;
  }
  override attempt(): void {}
  override conclude(): void {}
  override resume(): void {}
}

function called(sim: Simulation, visit: Frame): Frame {
  const { frames } = sim;
  const call = frames.take();
  frames.role[call] = ROLE.call;
  frames.stage[call] = STAGE.open;
  frames.parent[call] = visit;
  frames.callee[call] = frames.child[call] = frames.timer[call] = frames.payload[call] = NONE;
  frames.result[call] = NONE;
  frames.tries[call] = 1;
  return call;
}
