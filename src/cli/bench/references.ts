import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelName } from './exact.ts';

/** Another program that runs the same models. */
export interface Reference {
  readonly name: string;
  /** Its requests for each of ours: a slow one is given less to do. */
  readonly share: number;
  run(model: ModelName, requests: number, seed: number): ReferenceRun;
}
export interface ReferenceRun {
  readonly requests: number;
  readonly events: number;
  readonly mean: number;
  readonly seconds: number;
}

/** The references that can be run here, and for each of the others why not. */
export function findReferences(root: string): { references: Reference[]; missing: string[] } {
  const folder = join(root, 'tests/bench');
  const found = [
    compiled('C++ priority queue', root, join(folder, 'sim.cpp'), []),
    compiled('C++ timing wheel', root, join(folder, 'sim_wheel.cpp'), ['-march=native', '-ffp-contract=off']),
    simpy(join(folder, 'simpy_net.py')),
  ];
  return {
    references: found.filter((each) => typeof each !== 'string'),
    missing: found.filter((each) => typeof each === 'string'),
  };
}

/** Compiled once for each source and set of flags, and kept beside the bundles. */
function compiled(name: string, root: string, source: string, flags: readonly string[]): Reference | string {
  const all = ['-O2', '-std=c++17', ...flags];
  const version = spawnSync('g++', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) return `${name}: there is no g++ here`;
  const cache = join(root, 'node_modules/.cache/halfopen-bench');
  const state = [version.stdout, ...all, readFileSync(source, 'utf8')].join('\n');
  const program = join(cache, createHash('sha256').update(state).digest('hex').slice(0, 16));
  if (!existsSync(program)) {
    mkdirSync(cache, { recursive: true });
    const draft = `${program}.${process.pid}`;
    const { status, stderr } = spawnSync('g++', [...all, '-o', draft, source], { encoding: 'utf8' });
    if (status !== 0) return `${name}: g++ failed: ${stderr.split('\n')[0]}`;
    renameSync(draft, program);
  }
  return reference(name, 1, program, []);
}

/** Where several Pythons are installed, the first that has SimPy. */
function simpy(script: string): Reference | string {
  const has = (python: string) => spawnSync(python, ['-c', 'import simpy']).status === 0;
  const python = ['python3', '/usr/bin/python3'].find(has);
  return python ? reference('SimPy', 0.05, python, [script]) : 'SimPy: there is no Python 3 with simpy here';
}

function reference(name: string, share: number, program: string, before: readonly string[]): Reference {
  return {
    name,
    share,
    run(model, requests, seed) {
      const argv = [...before, model, String(requests), String(seed)];
      const { status, stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${name} failed on ${model}: ${stderr}`);
      const told = JSON.parse(stdout) as Told;
      return { requests: told.requests, events: told.events, mean: told.mean, seconds: told.cpu_s };
    },
  };
}

/** What each of the programs prints. */
interface Told {
  readonly requests: number;
  readonly events: number;
  readonly mean: number;
  /** Of the processor. */
  readonly cpu_s: number;
}
