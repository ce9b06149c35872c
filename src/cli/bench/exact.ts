/**
 * Mean time in system of the benchmark's models in ms, from the closed forms: Erlang's formula for M/M/c (Erlang
 * 1917), and for `net` the product form of open networks (Jackson 1957): each station is an M/M/c of its own.
 */
export const exactMs = {
  mm1: stayMs(0.8, 1, 1),
  mmc: stayMs(6.4, 8, 1),
  net: 4 * 0.5 + stayMs(12, 8, 0.5) + stayMs(1, 4, 3),
} as const;

export type ModelName = keyof typeof exactMs;

/** Mean wait and service in M/M/c: `perMs` arrivals, `servers`, service of `serviceMs` on average. */
function stayMs(perMs: number, servers: number, serviceMs: number): number {
  const load = perMs * serviceMs;
  let term = 1;
  let idle = 0;
  for (let busy = 0; busy < servers; busy++) {
    idle += term;
    term *= load / (busy + 1);
  }
  const waits = term / (1 - load / servers);
  return ((waits / (idle + waits)) * serviceMs) / (servers - load) + serviceMs;
}
