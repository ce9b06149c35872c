import type { Build } from '#lib/engine/build.ts';
import { First } from './first.ts';
import { LeastConnections } from './least-connections.ts';
import type { Order } from './order.ts';
import type { HaproxyConfig } from './policy.ts';
import { RandomDraws } from './random-draws.ts';
import { RoundRobin } from './round-robin.ts';
import type { Servers } from './servers.ts';
import { StaticMap } from './static-map.ts';

/** What `balance` chooses by. */
export function orderOf(build: Build<HaproxyConfig>, servers: Servers): Order {
  switch (build.config.balance) {
    case 'static-rr':
    case 'source':
    case 'uri':
      return new StaticMap(build, servers);
    case 'leastconn':
      return new LeastConnections(build, servers);
    case 'first':
      return new First(servers);
    case 'random':
      return new RandomDraws(servers, build.stream('balancer'), build.config.randomDraws);
    default:
      return new RoundRobin(build, servers);
  }
}
