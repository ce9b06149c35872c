import { number, variant, type VariantField } from './schema.ts';

/**
 * How long something takes, as plain data. Samplers live in the engine; this is only the vocabulary that
 * every kind shares, so that a service time and a network delay are described in the same words.
 */
export type Duration =
  | Readonly<{ is: 'constant'; ms: number }>
  | Readonly<{ is: 'exponential'; meanMs: number }>
  | Readonly<{ is: 'lognormal'; medianMs: number; p99Ms: number }>
  | Readonly<{ is: 'pareto'; minMs: number; shape: number }>
  | Readonly<{ is: 'bimodal'; fastMs: number; slowMs: number; slowPercent: number }>;

const MAX_MS = 600_000;

function ms(label: string, value: number) {
  return number({ label, unit: 'ms', min: 0, max: MAX_MS, default: value, source: 'Halfopen' });
}

const shape = number({
  label: 'shape',
  help: 'Of a hundred, 100 / x^shape take more than x times the least. At 2 or below the spread is infinite, at 1 or below the mean is too; draws are cut at an hour.',
  unit: '',
  min: 0.1,
  max: 100,
  default: 2.5,
  source: 'Halfopen',
});
const slowPercent = number({
  label: 'share of the slow',
  unit: '%',
  min: 0,
  max: 100,
  default: 5,
  source: 'Halfopen',
});

/** A setting that holds a `Duration`. */
export function duration(field: {
  label: string;
  help?: string;
  source: string;
  default: Duration;
}): VariantField<Duration> {
  return variant<Duration>({
    ...field,
    options: {
      constant: { label: 'constant', fields: { ms: ms('always', 10) } },
      exponential: { label: 'exponential', fields: { meanMs: ms('mean', 10) } },
      lognormal: {
        label: 'lognormal',
        fields: { medianMs: ms('median', 10), p99Ms: ms('99th percentile', 40) },
      },
      pareto: { label: 'Pareto', fields: { minMs: ms('at least', 5), shape } },
      bimodal: {
        label: 'bimodal',
        fields: { fastMs: ms('mostly', 5), slowMs: ms('or else', 200), slowPercent },
      },
    },
  });
}
