import { outcomes } from '#lib/base/outcomes.ts';
import type { Arena } from './arena.ts';
import { NONE } from './frames.ts';

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
  /** Per host: requests that reached its address while nobody served there, all in all. */
  readonly ghostCalls: Float64Array;
  /** Per host: of its present or last absence, how many they are, and when the first and the last came; NONE: none did. */
  readonly absenceCalls: Float64Array;
  readonly firstGhostCall: Float64Array;
  readonly lastGhostCall: Float64Array;
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
    this.absenceCalls = arena.f64(hosts);
    this.firstGhostCall = arena.f64(hosts).fill(NONE);
    this.lastGhostCall = arena.f64(hosts).fill(NONE);
    this.roots = arena.f64(hosts);
    this.outcomes = arena.f64(outcomes.length);
  }

  /** A request reached an address where nobody serves. */
  ghostCall(host: number, now: number): void {
    this.ghostCalls[host]++;
    this.absenceCalls[host]++;
    this.lastGhostCall[host] = now;
    if (this.firstGhostCall[host] === NONE) this.firstGhostCall[host] = now;
  }

  /** Another absence begins. */
  forgetGhost(host: number): void {
    this.absenceCalls[host] = 0;
    this.firstGhostCall[host] = this.lastGhostCall[host] = NONE;
  }
}
