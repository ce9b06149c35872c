import {
  emptyScenario,
  type Scenario,
  type ScenarioEdge,
  type ScenarioNode,
} from '#lib/scenario/document.ts';

const CLIENTS = 10;
const SERVICES = 32;
const INSTANCES = 31;

/** Stations of `grown`: every instance, and the gateway. */
export const GROWN_STATIONS = SERVICES * INSTANCES + 1;

/**
 * The model `net` eighty times as large and just as loaded: 992 arrivals a ms, one gateway, 992 instances, and
 * hops of 5 ms, so that some 25,000 requests are under way at any time.
 */
export function grown(seed: number): Scenario {
  const latency = { is: 'exponential', meanMs: 5 };
  const timeoutMs = 600_000;
  const queueLimit = 100_000;
  const services = Array.from({ length: SERVICES }, (_, at): ScenarioNode => {
    const serviceTime = { is: 'exponential', meanMs: 3 };
    return node(`s${at}`, 'service', {
      instances: INSTANCES,
      threads: 4,
      queueLimit,
      serviceTime,
      failPercent: 1,
    });
  });
  const clients = Array.from({ length: CLIENTS }, (_, at) =>
    node(`c${at}`, 'client', { ratePerSecond: (SERVICES * INSTANCES * 1_000) / CLIENTS }),
  );
  const handlingTime = { is: 'exponential', meanMs: 0.5 };
  const gateway = node('g', 'gateway', { workers: 664, backlog: queueLimit, handlingTime });
  const breaker = { is: 'resilience4j', slidingWindowSize: 100, minimumNumberOfCalls: 20 };
  const route = { latency, timeoutMs, breaker, balancer: { is: 'random' } };
  return {
    ...emptyScenario(),
    seed,
    nodes: [...clients, gateway, ...services],
    edges: [
      ...clients.map(({ id }) => edge(id, 'g', { latency, timeoutMs })),
      ...services.map(({ id }) => edge('g', id, route)),
    ],
  };
}

function node(id: string, kind: string, config: ScenarioNode['config']): ScenarioNode {
  return { id, kind, label: id, x: 0, y: 0, config };
}

function edge(from: string, to: string, config: ScenarioEdge['config']): ScenarioEdge {
  return { id: `${from}${to}`, from, to, config };
}
