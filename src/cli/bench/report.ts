import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { bytesPerRequest } from './allocation.ts';
import { compare, median, type Comparison } from './compare.ts';
import type { ModelName } from './exact.ts';
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

/** What is measured apart from each other, and what comes of it. */
interface Parts {
  mm1: Comparison;
  mmc: Comparison;
  net: Comparison;
  /** ns an event of the large model. */
  grown: number;
  memory: number;
  policies: readonly PolicyCost[];
}
export type Part = keyof Parts;

export const PARTS: readonly Part[] = ['mm1', 'mmc', 'net', 'grown', 'memory', 'policies'];

const measurements: { [P in Part]: (root: string, effort: Effort) => Promise<Parts[P]> } = {
  mm1: (root, effort) => compared('mm1', root, effort),
  mmc: (root, effort) => compared('mmc', root, effort),
  net: (root, effort) => compared('net', root, effort),
  grown: (_, { grownMicros, runs }) => nsPerGrownEvent(grownMicros, runs),
  memory: (_, { requests }) => bytesWhenWarm(Math.round((requests / 12_000) * 1e6)),
  policies: (_, { decisions }) => policyCosts(decisions),
};

/** One part, in this process. */
export function measurePart(part: Part, root: string, effort: Effort): Promise<unknown> {
  return measurements[part](root, effort);
}

/**
 * The whole report, each part in a process of its own, as the references are: what the just-in-time compiler has learnt from
 * one model does not slow the next. `progress` is told what comes next.
 */
export function benchReport(
  root: string,
  effort: Effort,
  options: readonly string[],
  progress: (what: string) => void,
): BenchReport {
  const machine: Machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.versions.node,
    load: loadavg()[0],
  };
  const measured = <P extends Part>(part: P): Parts[P] => {
    progress(part);
    const argv = [join(root, 'src/cli/launcher.js'), 'bench', '--part', part, ...options];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the part ${part} failed: ${stderr}`);
    return JSON.parse(stdout) as Parts[P];
  };
  const models = [measured('mm1'), measured('mmc'), measured('net')];
  return {
    machine,
    runs: effort.runs,
    models,
    growth: {
      small: { stations: 13, nsPerEvent: models[2].figures[0].nsPerEvent },
      large: { stations: GROWN_STATIONS, nsPerEvent: measured('grown') },
    },
    bytesPerRequest: measured('memory'),
    policies: measured('policies'),
    missing: findReferences(root).missing,
  };
}

function compared(model: ModelName, root: string, { runs, requests }: Effort): Promise<Comparison> {
  return compare(model, findReferences(root).references, runs, requests);
}

/** Of the large model, once as many requests are under way as there will be. */
async function nsPerGrownEvent(micros: number, runs: number): Promise<number> {
  const measured: number[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    const { seconds, events } = await measure(grown(seed), FULL_MICROS + micros, FULL_MICROS);
    measured.push((seconds * 1e9) / events);
  }
  return median(measured);
}
const FULL_MICROS = 100_000;

/** What is allocated while the engine is being compiled is not the engine's. */
async function bytesWhenWarm(micros: number): Promise<number> {
  await measure(net(2), micros);
  return bytesPerRequest(net(1), micros);
}
