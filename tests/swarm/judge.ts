import { expect } from 'vitest';
import type { Variant } from '#lib/base/schema.ts';
import { library } from '../bundled.ts';

type World = InstanceType<typeof library.World>;
type Sink = NonNullable<ConstructorParameters<typeof library.World>[1]>;
const { ROLE } = library;

const SILENCING = ['hang-instance', 'replace-instance', 'stop-instance', 'deploy', 'scale', 'group-death'];

/** Sees every request end, and knows whether one ended twice. */
export class Ends implements Sink {
  readonly wantsHops = true;
  readonly seen = new Set<string>();
  readonly twice: string[] = [];
  hops = 0;

  hop(): void {
    this.hops++;
  }

  ended(at: number, start: number, _outcome: number, source: number, ordinal: number): void {
    const root = `${source}/${ordinal}`;
    if (this.seen.has(root) || at < start) this.twice.push(root);
    this.seen.add(root);
  }

  transition(): void {}
}

/** What must hold between any two events. Returns the first thing that does not, or ''. */
export function broken({ sim }: World): string {
  for (let host = 0; host < sim.instances.length; host++) {
    const station = sim.instances[host].station;
    if (station === null) continue;
    const { busy, slots, queued, queueLimit } = station;
    const within = busy >= 0 && busy <= slots && queued >= 0 && queued <= queueLimit;
    if (!within) return `host ${host} at ${sim.now}: ${busy}/${slots} busy, ${queued}/${queueLimit} queued`;
    if (queued > 0 && busy < slots) return `host ${host} at ${sim.now}: a call waits beside a free slot`;
  }
  return '';
}

/** Every request that began has ended once or is in flight, and the counters say the same. */
export function expectBooksToBalance(world: World, ends: Ends, why: string): void {
  const { frames, counters, instances } = world.sim;
  const inHand = new Float64Array(counters.taken.length);
  let rootsInFlight = 0;
  for (const f of frames.inUse()) {
    if (frames.op[f] > 1) continue;
    const { role, callee } = frames;
    if (role[f] === ROLE.call && frames.parent[f] < 0 && frames.op[f] === 0) rootsInFlight++;
    if (callee[f] >= 0 && world.sim.isInHand(f, callee[f])) inHand[instances[callee[f]].node]++;
  }
  const clients = world.layout.hosts.filter(({ node }) => world.layout.nodes[node].kind.kind === 'client');
  const started = clients.reduce((sum, { index }) => sum + counters.roots[index], 0);
  expect(ends.twice, why).toEqual([]);
  expect(ends.seen.size + rootsInFlight, why).toBe(started);
  expect(
    counters.outcomes.reduce((sum, each) => sum + each),
    why,
  ).toBe(ends.seen.size);

  // Who hangs, and whose machine or address is gone, leaves some without an answer for ever.
  const { script, nodes } = world.layout.scenario;
  const isScaled = nodes.some(
    ({ config }) => (config.autoscaling as Variant | undefined)?.is === 'kubernetes',
  );
  const mayBeSilent = isScaled || script.some(({ fault }) => SILENCING.includes(fault));
  world.layout.nodes.forEach(({ hosts }, node) => {
    const ghosts = hosts.reduce((sum, { index }) => sum + counters.ghostCalls[index], 0);
    const arrived = counters.taken[node] + ghosts;
    const known = counters.ok[node] + counters.bad[node] + inHand[node];
    if (mayBeSilent) expect(known, `${why}, node ${node}`).toBeLessThanOrEqual(arrived);
    else expect(known, `${why}, node ${node}`).toBe(arrived);
  });
}
