import { benchReport, measurePart, PARTS, type Effort } from '#cli/bench/report.ts';
import { benchTable } from '#cli/bench/table.ts';
import { readArguments } from '#cli/arguments.ts';
import type { Command } from '#cli/command.ts';
import { Complaint, EXIT } from '#cli/complaint.ts';

const FULL: Effort = { runs: 5, requests: 500_000, grownMicros: 500_000, decisions: 200_000 };
const QUICK: Effort = { runs: 1, requests: 100_000, grownMicros: 50_000, decisions: 20_000 };

export const bench: Command = {
  name: 'bench',
  usage: '[--quick] [--json] [--part <name>]',
  summary: 'Measures the engine beside C++ and SimPy, on models whose exact mean is known.',
  details: [
    '  --quick  one short run each: that everything works, not how fast',
    '  --json   one object instead of tables',
    `  --part   only one part, as JSON: ${PARTS.join(', ')}`,
    '',
    '  Ends with 1 when a mean latency is not what the closed form says: a fast wrong answer is no answer.',
    '  C++ needs g++, SimPy needs Python 3 with simpy; what is missing is left out, and said.',
  ].join('\n'),
  async run(argv, around) {
    const options = {
      quick: { type: 'boolean' },
      json: { type: 'boolean' },
      part: { type: 'string' },
    } as const;
    const { values } = readArguments(bench, argv, options, []);
    const effort = values.quick ? QUICK : FULL;
    if (values.part !== undefined) {
      const part = PARTS.find((each) => each === values.part);
      if (part === undefined) {
        throw new Complaint(`There is no part "${values.part}". The parts are: ${PARTS.join(', ')}.`);
      }
      around.print(JSON.stringify(await measurePart(part, around.root, effort), null, 2));
      return EXIT.good;
    }
    const report = benchReport(around.root, effort, values.quick ? ['--quick'] : [], (what) => {
      if (process.stderr.isTTY) around.warn(`… ${what}`);
    });
    around.print(values.json ? JSON.stringify(report, null, 2) : benchTable(report));
    const wrong = report.models.flatMap(({ model, figures }) =>
      figures.filter(({ isExact }) => !isExact).map(({ name }) => `${name} on ${model}`),
    );
    if (wrong.length === 0) return EXIT.good;
    around.warn(`The mean latency is not what the closed form says: ${wrong.join(', ')}.`);
    return EXIT.checkFailed;
  },
};
