import type { Scenario } from '#lib/scenario/document.ts';
import { exactMs, type ModelName } from './exact.ts';
import { measure, type Measured } from './measure.ts';
import { mm1, mmc, net } from './models.ts';
import type { Reference, ReferenceRun } from './references.ts';

/** One program on one model. */
export interface Figures {
  readonly name: string;
  readonly requests: number;
  readonly meanMs: number;
  /** The closed form must lie so near to the mean. */
  readonly halfWidthMs: number;
  readonly isExact: boolean;
  /** Medians over the runs, by the processor's time: a busy machine hardly shows. */
  readonly requestsPerSecond: number;
  readonly nsPerEvent: number;
  /** Our speed in this program's: 0.5 is half as fast. */
  readonly ratio: number;
}
export interface Comparison {
  readonly model: ModelName;
  readonly exactMs: number;
  readonly figures: readonly Figures[];
  /** Garbage collections during our median run, and its events. */
  readonly collections: number;
  readonly events: number;
}

const MODELS: Readonly<Record<ModelName, { perSecond: number; build: (seed: number) => Scenario }>> = {
  mm1: { perSecond: 800, build: mm1 },
  mmc: { perSecond: 6_400, build: mmc },
  net: { perSecond: 12_000, build: net },
};

/**
 * One model, run in turn by our engine and the references, so that a noisy minute falls on all of them. Run k has
 * seed k everywhere. Our first run warms the just-in-time compiler up and is not counted.
 */
export async function compare(
  model: ModelName,
  references: readonly Reference[],
  runs: number,
  requests: number,
): Promise<Comparison> {
  const { perSecond, build } = MODELS[model];
  const micros = Math.round((requests / perSecond) * 1e6);
  await measure(build(1), micros);
  const ours: Measured[] = [];
  const theirs: ReferenceRun[][] = references.map(() => []);
  for (let seed = 1; seed <= runs; seed++) {
    ours.push(await measure(build(seed), micros));
    references.forEach(({ share, run }, at) =>
      theirs[at].push(run(model, Math.round(requests * share), seed)),
    );
  }
  const mine = figuresOf('Halfopen', exactMs[model], ours, ours);
  const figures = references.map(({ name }, at) => figuresOf(name, exactMs[model], theirs[at], ours));
  const middle = [...ours].sort((a, b) => a.seconds - b.seconds)[ours.length >> 1];
  return {
    model,
    exactMs: exactMs[model],
    figures: [mine, ...figures],
    collections: middle.collections,
    events: middle.events,
  };
}

/** The interval is estimated from our own runs; it narrows with the root of the number of requests. */
function figuresOf(
  name: string,
  exact: number,
  runs: readonly ReferenceRun[],
  ours: readonly Measured[],
): Figures {
  const requests = sum(runs.map((run) => run.requests));
  const meanMs = sum(runs.map((run) => run.mean * run.requests)) / requests;
  const own = Math.sqrt(sum(ours.map(({ halfWidth }) => halfWidth ** 2))) / ours.length;
  const halfWidthMs = own * Math.sqrt(sum(ours.map((run) => run.requests)) / requests);
  const speed = median(runs.map((run) => run.requests / run.seconds));
  return {
    name,
    requests,
    meanMs,
    halfWidthMs,
    isExact: Math.abs(meanMs - exact) <= halfWidthMs,
    requestsPerSecond: speed,
    nsPerEvent: median(runs.map((run) => (run.seconds * 1e9) / run.events)),
    ratio: median(ours.map((run) => run.requests / run.seconds)) / speed,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
