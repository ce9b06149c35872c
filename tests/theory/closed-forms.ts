/**
 * Exact means of queueing theory. Times are in whatever unit the service time has; `load` is the offered load
 * (arrival rate x mean service time), below the number of servers.
 *
 * Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
 * telephone exchanges" (1917), for M/M/c; F. Pollaczek (1930) and A. Khinchine (1932) for M/G/1; J. R. Jackson,
 * "Networks of waiting lines" (1957), for the network. All in L. Kleinrock, "Queueing Systems" I (1975),
 * sections 3.5, 5.6 and 4.8.
 */

/** Erlang's C: the share of arrivals at an M/M/c that must wait. */
export function waitingShare(servers: number, load: number): number {
  // Erlang's B by its recursion, which never overflows; then C from B.
  let blocked = 1;
  for (let c = 1; c <= servers; c++) blocked = (load * blocked) / (c + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/** Mean time in an M/M/c, waiting and service. */
export function timeInMmc(servers: number, load: number, service: number): number {
  return service + (waitingShare(servers, load) * service) / (servers - load);
}

/** Mean time in an M/D/1, waiting and service: half the waiting of the M/M/1. */
export function timeInMd1(load: number, service: number): number {
  return service + (load * service) / (2 * (1 - load));
}

/** In a Jackson network each station behaves as if it were an M/M/c alone: the mean times add up. */
export function timeInNet(hops: number, hop: number, stations: readonly [number, number, number][]): number {
  return stations.reduce((sum, [servers, load, service]) => {
    return sum + timeInMmc(servers, load, service);
  }, hops * hop);
}
