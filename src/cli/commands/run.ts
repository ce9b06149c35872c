import { resolve } from 'node:path';
import { describe } from '#lib/base/messages.ts';
import { ProblemError } from '#lib/base/problem.ts';
import { EngineLimit } from '#lib/engine/limit.ts';
import type { Sink } from '#lib/engine/sink.ts';
import { Summary } from '#lib/metrics/summary.ts';
import { LIMITS, type Scenario } from '#lib/scenario/document.ts';
import { World } from '#lib/world/world.ts';
import { durationMicros, readArguments, wholeNumber } from '#cli/arguments.ts';
import type { Command } from '#cli/command.ts';
import { Complaint, EXIT, problemLines } from '#cli/complaint.ts';
import { readValid } from '#cli/input.ts';
import { reportOf } from '#cli/run/report.ts';
import { RequestsFile } from '#cli/run/requests-file.ts';
import { tableOf } from '#cli/run/table.ts';

const OPTIONS = {
  for: { type: 'string', default: '60s' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
  requests: { type: 'string' },
} as const;

export const run: Command = {
  name: 'run',
  usage: '<file | link | gallery name> [--for 60s] [--seed N] [--json] [--requests out.ndjson]',
  summary: 'Runs a scenario and says what became of its requests.',
  details: [
    '  --for       simulated time: 500ms, 60s (the default), 5m, 2h',
    "  --seed      another seed than the scenario's own",
    '  --json      one object instead of tables: digest, outcomes, latencyMs, nodes, edges, transitions …',
    '  --requests  also writes a line of JSON for each request that ended',
    '',
    '  A file may be - for standard input. A link may be the whole address or what follows the #.',
  ].join('\n'),
  async run(argv, around) {
    const { values, positionals } = readArguments(run, argv, OPTIONS, ['the scenario']);
    const micros = durationMicros('--for', values.for, LIMITS.scriptMicros);
    const seed = values.seed && wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER);
    if (values.requests === '' || values.seed === '') throw new Complaint('An option has an empty value.');
    const read = await readValid(positionals[0], around);
    const scenario = typeof seed === 'number' ? { ...read, seed } : read;
    const file = values.requests
      ? new RequestsFile(values.requests, resolve(around.cwd, values.requests))
      : null;
    const summary = file ?? new Summary();
    const world = build(scenario, summary);
    if (file) file.plan = world.plan;
    try {
      advance(world, micros);
    } finally {
      file?.close();
    }
    const report = reportOf(world, summary, micros);
    around.print(values.json ? JSON.stringify(report, null, 2) : tableOf(report));
    return EXIT.good;
  },
};

function build(scenario: Scenario, sink: Sink): World {
  try {
    return new World(scenario, sink);
  } catch (error) {
    if (error instanceof ProblemError) throw new Complaint(problemLines(scenario.name, error.problems));
    throw error;
  }
}

function advance(world: World, micros: number): void {
  try {
    while (!world.run(micros)) continue;
  } catch (error) {
    if (!(error instanceof EngineLimit)) throw error;
    const { says, fix } = describe({ code: error.code, at: '', params: error.params });
    const when = (world.sim.now / 1e6).toFixed(3);
    throw new Complaint(`The run stopped at ${when} s of simulated time: ${says} ${fix}`, EXIT.engineLimit);
  }
}
