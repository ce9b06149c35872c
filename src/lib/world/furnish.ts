import { msToMicros } from '#lib/base/time.ts';
import type { Variant } from '#lib/base/schema.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer, Fork, Gate } from '#lib/engine/contract.ts';
import { NONE } from '#lib/engine/frames.ts';
import { Overall } from '#lib/engine/overall.ts';
import type { GateLayer, Layer, Port } from '#lib/engine/port.ts';
import { Prober } from '#lib/engine/prober.ts';
import { Redispatch } from '#lib/engine/redispatch.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import {
  balancers,
  breakers,
  budgets,
  checkers,
  chosenOf,
  ejectors,
  isolators,
  limiters,
  retries,
  type CreateBreaker,
} from '#lib/policies/behaviours.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import type { LayerName } from '#lib/policies/orders.ts';
import { isPerTry } from '#lib/policies/policies.ts';
import type { Chain } from './chain.ts';

/** Gives a part its place: each has a host and timers of its own. */
type BuildFor = <C>(config: C) => Build<C>;

/** Overall time-out, retry, breaker, limiter, bulkhead, and the balancer's own retries. */
const MOST_LAYERS = 6;

/** How many layers a chain can have at most: room for what each notes of a call. */
export function depthOf(chain: Chain): number {
  const chosen = [chain.retry, chain.breaker, chain.limiter, chain.bulkhead].filter(isChosen).length;
  // One more for the balancer's own retries, which only the built balancer tells of.
  return Math.min(MOST_LAYERS, chosen + Number(chain.overallTimeoutMs > 0) + 1);
}

/** Gives a port its chain, its balancer, and what takes hosts out of rotation. */
export function furnish(sim: Simulation, port: Port, chain: Chain, buildFor: BuildFor): void {
  port.balancer = madeFor(balancers, chain.balancer, (create, config) =>
    create(buildFor(config) as never, port.endpoints),
  );
  port.ejector = madeFor(ejectors, chain.ejection, (create, config) =>
    create(buildFor(config) as never, port.endpoints),
  );
  port.checker = madeFor(checkers, chain.health, (create, config) =>
    create(buildFor(config) as never, port.endpoints),
  );
  if (port.checker !== null) {
    port.probeLane = sim.lanes.lane(port.checker.timeoutMicros);
    sim.probers[port.index] = new Prober(buildFor(null), port, port.checker);
  }
  const { balancer } = port;
  port.watched = balancer?.ended !== undefined || port.ejector !== null || port.checker?.ended !== undefined;
  port.propagatesDeadline = chain.deadlinePropagation;
  port.lanes.length = 0;
  if (chain.overallTimeoutMs > 0) {
    port.lanes[0] = sim.lanes.lane(msToMicros(chain.overallTimeoutMs));
    port.layers.push(fork('overall time-out', new Overall(buildFor(null).host)));
  }
  // A balancer that retries by itself must see each of its tries time out: then the time-out is the connection's.
  const again = balancer !== null && retriesItself(balancer) ? balancer : null;
  // Each of its tries takes a connection of its own.
  const isPoolLast = again !== null && isPerTry(chain.bulkhead);
  const budget = madeFor(budgets, chain.retryBudget, (create, config) => create(buildFor(config) as never));
  for (const name of chain.order) {
    if (name === 'bulkhead' && isPoolLast) continue;
    if (name !== 'timeout') port.layers.push(...layer(name, chain, budget, buildFor));
    else if (again === null) port.lanes[port.layers.length] = port.lane;
  }
  if (again !== null) {
    port.layers.push(fork('next server', new Redispatch(buildFor(null).host, again)));
    if (isPoolLast) port.layers.push(...layer('bulkhead', chain, budget, buildFor));
    port.lanes[port.layers.length] = port.lane;
  }
  for (let at = 0; at <= port.layers.length; at++) port.lanes[at] ??= NONE;
}

/** The gates of a node's own intake. */
export function intakeOf(
  { limiter, bulkhead }: { limiter?: Variant; bulkhead?: Variant },
  buildFor: BuildFor,
): GateLayer[] {
  return [
    ...gateLayer('limiter', limiters, limiter ?? null, buildFor),
    ...gateLayer('bulkhead', isolators, bulkhead ?? null, buildFor),
  ];
}

function layer(
  name: Exclude<LayerName, 'timeout'>,
  chain: Chain,
  budget: Budget | null,
  buildFor: BuildFor,
): Layer[] {
  switch (name) {
    case 'breaker':
      return gateLayer('breaker', breakers, chain.breaker, buildFor, budget);
    case 'limiter':
      return gateLayer('limiter', limiters, chain.limiter, buildFor);
    case 'bulkhead':
      return gateLayer('bulkhead', isolators, chain.bulkhead, buildFor);
    case 'retry': {
      const made = madeFor(retries, chain.retry, (create, config) =>
        create(buildFor(config) as never, budget),
      );
      return made === null ? [] : [fork('retry', made)];
    }
  }
}

function gateLayer(
  title: string,
  creates: ReadonlyMap<string, CreateBreaker>,
  chosen: Variant | null,
  buildFor: BuildFor,
  budget: Budget | null = null,
): GateLayer[] {
  const gate = madeFor<CreateBreaker, Gate>(creates, chosen, (create, config) =>
    create(buildFor(config) as never, budget),
  );
  return gate === null ? [] : [{ title, gate, fork: null }];
}

function madeFor<Create, Made>(
  creates: ReadonlyMap<string, Create>,
  chosen: Variant | null,
  make: (create: Create, config: Variant) => Made,
): Made | null {
  const create = chosen === null ? undefined : chosenOf(creates, chosen.is);
  return create === undefined ? null : make(create, chosen!);
}

function fork(title: string, made: Fork): Layer {
  return { title, gate: null, fork: made };
}

function isChosen(variant: Variant | null): boolean {
  return variant !== null && variant.is !== 'none';
}

function retriesItself(balancer: Balancer): balancer is Balancer & Required<Pick<Balancer, 'again'>> {
  return balancer.again !== undefined;
}
