import {
  emptyScenario,
  type Scenario,
  type ScenarioEdge,
  type ScenarioNode,
} from '#lib/scenario/document.ts';

/**
 * The three queueing models of the benchmark (`tests/bench/model.json`) and one more, as scenarios of the house's
 * own kinds: a Poisson client calls a station over a network of no latency. Each has an exact mean, so that speed
 * and truth are measured on the same runs.
 */
const NO_LATENCY = { is: 'constant', ms: 0 };
/** Nobody gives up: a time-out would make the queue finite. */
const timeoutMs = 600_000;
const queueLimit = 100_000;

/** M/M/1 at 80 %: 0.8 arrivals a ms, one server, exponential service of 1 ms. */
export function mm1(seed: number): Scenario {
  return station('M/M/1', seed, 800, 1, { is: 'exponential', meanMs: 1 });
}

/** M/M/8 at 80 %: 6.4 arrivals a ms, eight servers, exponential service of 1 ms. */
export function mmc(seed: number): Scenario {
  return station('M/M/8', seed, 6_400, 8, { is: 'exponential', meanMs: 1 });
}

/** M/D/1 at 80 %: 0.8 arrivals a ms, one server, service of exactly 1 ms. */
export function md1(seed: number): Scenario {
  return station('M/D/1', seed, 800, 1, { is: 'constant', ms: 1 });
}

/**
 * A Jackson network: 12 arrivals a ms at a gateway of 8 workers, then one of 4 services and one of its 3 instances
 * of 4 threads, both at random; every service time and each of the four hops is exponential. The breakers (a window of 100
 * calls, half of which must fail) never open: 1 % of the calls fail.
 */
export function net(seed: number): Scenario {
  const hop = { is: 'exponential', meanMs: 0.5 };
  const services = [1, 2, 3, 4].map((number): ScenarioNode => {
    const serviceTime = { is: 'exponential', meanMs: 3 };
    const config = { instances: 3, threads: 4, queueLimit, serviceTime, failPercent: 1 };
    return node(`s${number}`, 'service', config);
  });
  const breaker = { is: 'resilience4j', slidingWindowSize: 100, minimumNumberOfCalls: 20 };
  const balancer = { is: 'random' };
  const routes = services.map(({ id }) => edge('g', id, { latency: hop, timeoutMs, breaker, balancer }));
  return {
    ...emptyScenario(),
    name: 'Jackson network',
    seed,
    nodes: [
      node('c', 'client', { ratePerSecond: 12_000 }),
      node('g', 'gateway', {
        workers: 8,
        backlog: queueLimit,
        handlingTime: { is: 'exponential', meanMs: 0.5 },
      }),
      ...services,
    ],
    edges: [edge('c', 'g', { latency: hop, timeoutMs }), ...routes],
  };
}

function station(
  name: string,
  seed: number,
  ratePerSecond: number,
  threads: number,
  serviceTime: object,
): Scenario {
  return {
    ...emptyScenario(),
    name,
    seed,
    nodes: [
      node('c', 'client', { ratePerSecond }),
      node('s', 'service', { instances: 1, threads, queueLimit, serviceTime }),
    ],
    edges: [edge('c', 's', { latency: NO_LATENCY, timeoutMs })],
  };
}

function node(id: string, kind: string, config: ScenarioNode['config']): ScenarioNode {
  return { id, kind, label: id, x: 0, y: 0, config };
}

function edge(from: string, to: string, config: ScenarioEdge['config']): ScenarioEdge {
  return { id: `${from}${to}`, from, to, config };
}
