import { BACKWARD, HOP } from '#lib/base/hop.ts';
import { OK } from '#lib/base/outcomes.ts';
import type { Config } from '#lib/base/schema.ts';
import { MICROS_PER_MS, MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import type { MechanismFigures, TradeOff } from '#lib/metrics/discovery-figures.ts';
import { DEFAULT_EPOCH_MS, type Action, type Scenario } from '#lib/scenario/document.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { World } from '#lib/world/world.ts';

/** What stands in the table, with the course’s lookup costs: an input, not a result. */
const compared: readonly Compared[] = [
  { mechanism: 'hard-coded', lookupMs: 0, settings: null, fault: 'kill-instance' },
  {
    mechanism: 'dns',
    but: 'a TTL of 10 s, which callers keep as well; and nobody tells a zone of a crash: who replaces the instance writes the new record',
    lookupMs: 1,
    settings: { is: 'dns', recordTtlSeconds: 10, callerCache: { is: 'ttl' } },
    fault: 'replace-instance',
  },
  { mechanism: 'consul', lookupMs: 5, settings: { is: 'consul' }, fault: 'kill-instance' },
  { mechanism: 'eureka', lookupMs: 5, settings: { is: 'eureka' }, fault: 'kill-instance' },
  { mechanism: 'kubernetes', lookupMs: 1, settings: { is: 'kubernetes' }, fault: 'kill-instance' },
];

interface Compared {
  readonly mechanism: string;
  readonly lookupMs: number;
  /** Where it is not as the others are. */
  readonly but?: string;
  /** Null: addresses by heart. */
  readonly settings: Config | null;
  /** How an instance goes. */
  readonly fault: string;
}

/** What tells a registry that an instance lives. */
const alive: readonly number[] = [HOP.heartbeat, HOP.probe];
const WARM_SECONDS = 120;
const STEADY_SECONDS = 120;
/** A caller, eight instances, 25 calls a second to each. */
export const COMPARED_ESTATE = {
  callsPerSecond: 200,
  instances: 8,
  /** After a crash: longer than any mechanism needs, if it ever hears. */
  watchedSeconds: 400,
} as const;

/** Every mechanism with its defaults, in one estate. */
export function compare(seeds: readonly number[]): MechanismFigures[] {
  const plain = steady(null, 0).meanMs;
  return compared.map((each): MechanismFigures => {
    const { mechanism, lookupMs, settings, but = null } = each;
    const crashes = seeds.map((seed) => crash(each, seed));
    const ended = crashes.every(({ stale }) => stale < COMPARED_ESTATE.watchedSeconds - 1);
    const { meanMs, lookups, beats } = steady(settings, lookupMs);
    return {
      mechanism,
      but,
      assumedLookupMs: lookupMs,
      staleMean: ended ? mean(crashes.map(({ stale }) => stale)) : null,
      staleMost: ended ? Math.max(...crashes.map(({ stale }) => stale)) : null,
      wrongCalls: mean(crashes.map(({ wrong }) => wrong)),
      lookupsPerSecond: lookups,
      beatsPerSecond: beats,
      addedMs: Math.max(0, meanMs - plain),
    };
  });
}

/** Fact 1.6: a shorter interval finds the dead sooner, and costs more. */
export function tradeOff(intervals: readonly number[], seeds: readonly number[]): TradeOff[] {
  return intervals.map((intervalSeconds) => {
    const settings = {
      is: 'leased',
      heartbeatSeconds: intervalSeconds,
      leaseSeconds: 3 * intervalSeconds,
      sweepSeconds: 1,
    };
    const leased = { mechanism: 'leased', lookupMs: 5, settings, fault: 'kill-instance' };
    const { lookups, beats } = steady(settings, 5);
    const staleMean = mean(seeds.map((seed) => crash(leased, seed).stale));
    return { intervalSeconds, operationsPerSecond: lookups + beats, staleMean };
  });
}

function steady(settings: Config | null, lookupMs: number) {
  const counts = { lookups: 0, beats: 0, ok: 0, tookMicros: 0 };
  const from = sToMicros(WARM_SECONDS);
  const { sim, plan } = new World(estate(settings, lookupMs, [], 1), {
    wantsHops: true,
    hop(edge, start, _end, shape) {
      if (start < from || plan.edges[edge].contract !== 'registry') return;
      if (shape === HOP.lookup || shape === HOP.watch) counts.lookups++;
      // Their good answers look the same, and a probe goes the other way: half of what is on the wire.
      else if (alive.includes(shape % BACKWARD)) counts.beats += 0.5;
    },
    ended(_at, start, outcome) {
      if (start < from || outcome !== OK) return;
      counts.ok++;
      counts.tookMicros += _at - start;
    },
    transition: () => undefined,
  });
  sim.run(sToMicros(WARM_SECONDS + STEADY_SECONDS));
  return {
    meanMs: counts.tookMicros / counts.ok / MICROS_PER_MS,
    lookups: counts.lookups / STEADY_SECONDS,
    beats: counts.beats / STEADY_SECONDS,
  };
}

function crash({ settings, lookupMs, fault }: Compared, seed: number): { stale: number; wrong: number } {
  const stream = new Stream(new Int32Array(4));
  stream.seed(seed, 'comparison');
  const death = WARM_SECONDS + 60 * stream.uniform();
  const script = [at(death, fault, 's', {}, 1)];
  const scenario = { ...estate(settings, lookupMs, script, seed), epochMs: epochOf(stream) };
  const { sim, layout } = new World(scenario);
  const host = layout.hosts.find(({ label }) => label === 's-2')!.index;
  sim.run(sToMicros(death + COMPARED_ESTATE.watchedSeconds));
  const stale = Math.max(0, sim.counters.lastGhostCall[host] / MICROS_PER_S - death);
  return { stale, wrong: sim.counters.ghostCalls[host] };
}

function epochOf(stream: Stream): number {
  return DEFAULT_EPOCH_MS + Math.floor(stream.uniform() * 3_600_000);
}

function estate(
  settings: Config | null,
  lookupMs: number,
  script: readonly Action[],
  seed: number,
): Scenario {
  const nodes = {
    c: ['client', { ratePerSecond: COMPARED_ESTATE.callsPerSecond, arrivals: 'constant' }],
    s: ['service', { instances: COMPARED_ESTATE.instances, serviceTime: exactly(5), startSeconds: 0 }],
  } as const;
  const calls = { 'c>s': { timeoutMs: 1_000 } };
  if (settings === null) return sketch(nodes, calls, script, seed);
  const r = ['registry', { operationTime: exactly(lookupMs), mechanism: settings }] as const;
  return sketch({ ...nodes, r }, { ...calls, 'c>r': {}, 's>r': {} }, script, seed);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
