import { outcomes } from '#lib/base/outcomes.ts';
import type { Arena } from './arena.ts';

/** Cumulative counts of a run: part of the world, so that they survive snapshots. */
export class Counters {
  /** Per node: visits begun, answered ok, answered otherwise (refused by a dead process too). No control traffic. */
  readonly taken: Float64Array;
  readonly ok: Float64Array;
  readonly bad: Float64Array;
  /** Per edge: calls that left, calls that the caller's own chain refused. No control traffic. */
  readonly sent: Float64Array;
  readonly refused: Float64Array;
  /** Per edge: tries beyond the first that retries and hedges began. */
  readonly retried: Float64Array;
  /** Per edge: answers that came after the caller had given up. */
  readonly late: Float64Array;
  /** Per host: requests that reached its address while no process was there. */
  readonly ghostCalls: Float64Array;
  /** Per host: roots it started. */
  readonly roots: Float64Array;
  /** Per outcome code: roots that ended so. */
  readonly outcomes: Float64Array;

  constructor(arena: Arena, nodes: number, hosts: number, edges: number) {
    this.taken = arena.f64(nodes);
    this.ok = arena.f64(nodes);
    this.bad = arena.f64(nodes);
    this.sent = arena.f64(edges);
    this.refused = arena.f64(edges);
    this.retried = arena.f64(edges);
    this.late = arena.f64(edges);
    this.ghostCalls = arena.f64(hosts);
    this.roots = arena.f64(hosts);
    this.outcomes = arena.f64(outcomes.length);
  }
}
