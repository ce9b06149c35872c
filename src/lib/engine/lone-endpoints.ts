import { ENDPOINT_COUNTS, Endpoints } from './endpoints.ts';
import type { Simulation } from './simulation.ts';

/** Endpoints of a callee that is not there, for up to `room` hosts from number 0: how a balancer is tried alone. */
export function loneEndpoints({ arena }: Simulation, room: number): Endpoints {
  const views = { hosts: arena.i32(room), listed: arena.i32(room), out: arena.u8(room) };
  return new Endpoints({ ...views, counts: arena.i32(ENDPOINT_COUNTS) }, 0);
}
