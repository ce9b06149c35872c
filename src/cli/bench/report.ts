import { cpus, loadavg } from 'node:os';
import type { Scenario } from '#lib/scenario/document.ts';
import { bytesPerRequest } from './allocation.ts';
import { compare, median, type Comparison } from './compare.ts';
import { grown, GROWN_STATIONS } from './growth.ts';
import { measure } from './measure.ts';
import { net } from './models.ts';
import { policyCosts, type PolicyCost } from './policy-costs.ts';
import { findReferences } from './references.ts';

/** How much is run. */
export interface Effort {
  readonly runs: number;
  readonly requests: number;
  /** Simulated time of the grown model: it has some 992 requests a ms. */
  readonly grownMicros: number;
  /** For each policy and run. */
  readonly decisions: number;
}

/** What `bench --json` prints. */
export interface BenchReport {
  readonly machine: Machine;
  readonly runs: number;
  readonly models: readonly Comparison[];
  readonly growth: { readonly small: Size; readonly large: Size };
  /** On `net`, when warm. */
  readonly bytesPerRequest: number;
  readonly policies: readonly PolicyCost[];
  /** References that could not be run, and why. */
  readonly missing: readonly string[];
}
interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Programs that wanted to run in the minute before, this one aside. */
  readonly load: number;
}
interface Size {
  readonly stations: number;
  readonly nsPerEvent: number;
}

/** `progress` is told what comes next. */
export async function benchReport(
  root: string,
  effort: Effort,
  progress: (what: string) => void,
): Promise<BenchReport> {
  const machine: Machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.versions.node,
    load: loadavg()[0],
  };
  const { references, missing } = findReferences(root);
  const models: Comparison[] = [];
  for (const model of ['mm1', 'mmc', 'net'] as const) {
    progress(model);
    models.push(await compare(model, references, effort.runs, effort.requests));
  }
  progress('growth');
  const netMicros = Math.round((effort.requests / 12_000) * 1e6);
  const growth = {
    small: { stations: 13, nsPerEvent: await nsPerEvent(net, netMicros, effort.runs) },
    large: { stations: GROWN_STATIONS, nsPerEvent: await nsPerEvent(grown, effort.grownMicros, effort.runs) },
  };
  progress('memory');
  const bytes = await bytesPerRequest(net(1), netMicros);
  progress('policies');
  const policies = await policyCosts(effort.decisions);
  return { machine, runs: effort.runs, models, growth, bytesPerRequest: bytes, policies, missing };
}

async function nsPerEvent(build: (seed: number) => Scenario, micros: number, runs: number): Promise<number> {
  const measured: number[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    const { seconds, events } = await measure(build(seed), micros);
    measured.push((seconds * 1e9) / events);
  }
  return median(measured);
}
