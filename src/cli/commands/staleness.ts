import { distributionOf, disagreements, type Distribution } from '#lib/staleness/measure.ts';
import type { Row } from '#lib/staleness/row.ts';
import { rows } from '#lib/staleness/rows.ts';
import { readArguments, wholeNumber } from '#cli/arguments.ts';
import type { Command } from '#cli/command.ts';
import { Complaint, EXIT } from '#cli/complaint.ts';

const DEFAULT_SEEDS = 400;
const MOST_SEEDS = 100_000;

export const staleness: Command = {
  name: 'staleness',
  usage: '[--row <id>] [--seeds 400] [--json]',
  summary:
    'Measures for each discovery mechanism how long a dead instance is called, beside what the facts derive.',
  run(argv, around) {
    const options = {
      json: { type: 'boolean' },
      row: { type: 'string' },
      seeds: { type: 'string' },
    } as const;
    const { values } = readArguments(staleness, argv, options, []);
    const count = wholeNumber('--seeds', values.seeds ?? String(DEFAULT_SEEDS), 2, MOST_SEEDS);
    const seeds = Array.from({ length: count }, (_, i) => i + 1);
    let agreed = true;
    for (const row of chosen(values.row)) {
      const found = distributionOf(row, seeds);
      const said = disagreements(row, found);
      agreed &&= said.length === 0;
      around.print(values.json ? JSON.stringify(inNumbers(row, found, said)) : inWords(row, found, said));
    }
    return agreed ? EXIT.good : EXIT.checkFailed;
  },
};

/** @throws Complaint when there is no such row */
function chosen(id: string | undefined): readonly Row[] {
  const found = id === undefined ? rows : rows.filter((row) => row.id === id);
  if (found.length > 0) return found;
  throw new Complaint(`--row: there is no “${id}”; there are ${rows.map((row) => row.id).join(', ')}.`);
}

function inNumbers({ id, event, expected }: Row, { samples, ...found }: Distribution, said: string[]) {
  return { id, event, expected, ...found, ...quantiles(samples), disagreements: said };
}

function inWords({ id, expected }: Row, { samples, ...found }: Distribution, said: string[]): string {
  const { least, median, p95, most } = quantiles(samples);
  const mean = `${found.mean.toFixed(2)} ± ${(3 * found.standardError).toFixed(2)} s`;
  const derived = `derived ${expected.mean} (${expected.min} to ${expected.max})`;
  const spread = `${least.toFixed(2)} … ${median.toFixed(2)} … ${p95.toFixed(2)} … ${most.toFixed(2)}`;
  return `${id.padEnd(24)} ${mean.padEnd(20)} ${derived.padEnd(32)} ${spread}  ${said[0] ?? 'agrees'}`;
}

function quantiles(samples: readonly number[]) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { least: sorted[0], median: at(0.5), p95: at(0.95), most: at(1) };
}
