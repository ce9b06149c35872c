import { exp } from '#lib/engine/random/exp.ts';

/**
 * e^(-t / tau) for whole microseconds t, as a product of three factors that are looked up: nothing is computed in the hot
 * path, and no double crosses a call. Beyond the 71 minutes that the engine looks ahead it stays as it is there.
 */
export interface DecayTables {
  /** By multiples of COARSE_MICROS, of 1,024 us, and of 1 us. */
  readonly coarse: Float64Array;
  readonly middle: Float64Array;
  readonly fine: Float64Array;
}
export const COARSE_MICROS = 1_048_576;
export const COARSE_STEPS = 4_096;

const tablesByTau = new Map<number, DecayTables>();

/** Shared by all who decay alike: the tables follow from tau alone. */
export function decayTables(tauMicros: number): DecayTables {
  const known = tablesByTau.get(tauMicros);
  if (known !== undefined) return known;
  const table = (stepMicros: number, steps: number) =>
    Float64Array.from({ length: steps }, (_, step) => exp((-step * stepMicros) / tauMicros));
  const tables = {
    coarse: table(COARSE_MICROS, COARSE_STEPS),
    middle: table(1_024, 1_024),
    fine: table(1, 1_024),
  };
  tablesByTau.set(tauMicros, tables);
  return tables;
}
