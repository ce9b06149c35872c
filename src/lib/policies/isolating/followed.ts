import { CANCELLED, ERROR, OK, RESET } from '#lib/base/outcomes.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import type { TriedGate } from './tried-gate.ts';

/** A second, plain reckoning of a limit, for a test: what the gate decides must follow from it alone. */
export interface LimitModel {
  readonly limit: number;
  sample(rttNanos: number, inflight: number, dropped: boolean): void;
}

/** Seeds named beforehand. */
export const SEEDS = [1, 2, 3, 4, 5, 6];

/** How calls end, and whether that is a success, a drop or nothing to the limit. */
const ENDS = [
  { outcome: OK, sampled: true, dropped: false, weight: 90 },
  { outcome: RESET, sampled: true, dropped: true, weight: 3 },
  { outcome: ERROR, sampled: false, dropped: false, weight: 4 },
  { outcome: CANCELLED, sampled: false, dropped: false, weight: 3 },
];

/**
 * Random calls, quick and slow by turns, through a gate and its model side by side.
 * @returns each decision in which they differ, and all limits that occurred
 */
export function followed(tried: TriedGate, model: LimitModel, seed: number, steps = 4_000) {
  const random = new Stream(new Int32Array(4));
  random.seed(seed, 'followed');
  const calls: { call: Frame; start: number; inflight: number }[] = [];
  const differences: string[] = [];
  const limits = new Set<number>();
  for (let step = 0; step < steps; step++) {
    // Eager and slow spells take turns, so that the limit is used to the full at times.
    const crowded = Math.floor(step / 500) % 2 === 0;
    if (random.chance(crowded ? 0.7 : 0.5)) {
      const [call] = tried.arrive(1);
      if ((call !== NONE) !== calls.length < model.limit) differences.push(`step ${step}: admission`);
      if (call !== NONE) calls.push({ call, start: tried.lone.sim.now, inflight: calls.length + 1 });
    } else if (calls.length > 0) {
      const [{ call, start, inflight }] = calls.splice(random.below(calls.length), 1);
      const end = pick(random);
      tried.end(end.outcome, call);
      const micros = Math.max(1, tried.lone.sim.now - start);
      if (end.sampled) model.sample(micros * 1_000, inflight, end.dropped);
    }
    if (random.chance(0.6)) tried.lone.wait(1 + random.below(random.chance(0.5) ? 300 : 3_000));
    if (tried.fact('limit') !== model.limit) differences.push(`step ${step}: limit`);
    if (tried.fact('inflight') !== calls.length) differences.push(`step ${step}: in flight`);
    limits.add(model.limit);
  }
  return { differences, limits };
}

function pick(random: Stream): (typeof ENDS)[number] {
  let at = random.below(ENDS.reduce((sum, { weight }) => sum + weight, 0));
  for (const end of ENDS) {
    if (at < end.weight) return end;
    at -= end.weight;
  }
  return ENDS[0];
}

/** So many rounds in which as many calls as there are permits go at once and all take so many ms. */
export function rounds(tried: TriedGate, count: number, ms: number, outcome = OK): void {
  for (let round = 0; round < count; round++) {
    const calls = tried.arrive(Number(tried.fact('limit')) - Number(tried.fact('inflight')));
    tried.wait(ms);
    tried.end(outcome, ...calls);
  }
}
