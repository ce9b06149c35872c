import type { DiscoveryFigures, RowFigures } from '#lib/metrics/discovery-figures.ts';
import { COMPARED_ESTATE, compare, tradeOff } from './comparison.ts';
import { distributionOf, type Distribution } from './measure.ts';
import type { Row } from './row.ts';
import { rows } from './rows.ts';

/** As the page shows them: 400 seeds for each row, fewer for the estates that are only compared. */
const SEEDS = seedsTo(400);
const COMPARED = seedsTo(40);
const INTERVALS = [1, 2, 5, 10, 15, 20, 30];
const BINS = 40;

/** Everything anew: some minutes. */
export function discoveryFigures(): DiscoveryFigures {
  return {
    seeds: SEEDS.length,
    rows: rows.map((row) => figuresOf(row, distributionOf(row, SEEDS))),
    ...comparedFigures(),
  };
}

/** What is measured in one estate for all. */
export function comparedFigures(): Pick<DiscoveryFigures, 'estate' | 'mechanisms' | 'tradeOff'> {
  return {
    estate: { ...COMPARED_ESTATE, seeds: COMPARED.length },
    mechanisms: compare(COMPARED).map(rounded),
    tradeOff: tradeOff(INTERVALS, COMPARED).map(rounded),
  };
}

export function figuresOf(row: Row, { samples, mean, standardError }: Distribution): RowFigures {
  const { id, mechanism, system, event, because, expected } = row;
  const binsTo = Math.max(expected.max, ...samples);
  const bins = Array.from({ length: BINS }, () => 0);
  for (const sample of samples) bins[Math.min(BINS - 1, Math.floor((sample / binsTo) * BINS))]++;
  return {
    ...{ id, mechanism, system, event, because, expected, bins },
    ...rounded({ mean, standardError, least: Math.min(...samples), most: Math.max(...samples), binsTo }),
  };
}

/** To four digits: the file is read by people as well. */
function rounded<T extends object>(figures: T): T {
  const entries = Object.entries(figures).map(([key, value]) => [
    key,
    typeof value === 'number' ? Number(value.toPrecision(4)) : (value as unknown),
  ]);
  return Object.fromEntries(entries) as T;
}

function seedsTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
