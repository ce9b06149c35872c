import type { Config } from '#lib/base/schema.ts';
import { DEFAULT_EPOCH_MS, type Action, type Scenario } from '#lib/scenario/document.ts';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import type { Dice } from './row.ts';

export interface Wishes {
  readonly mechanism?: Config;
  readonly instances: number;
  /** When the caller begins to call, and how often. */
  readonly callsFromSeconds: number;
  readonly callsPerSecond: number;
  readonly service?: Config;
  /** Settings of the caller's edge. */
  readonly calls?: Config;
  readonly script: readonly Action[];
}

/**
 * The estate of most trials: one caller `c`, a service `s`, and, with a mechanism, a registry `r`. Messages take 1 ms and the
 * registry no time, so that what is measured is the mechanism's own. The wall clock stands anywhere within an hour.
 */
export function estate(dice: Dice, wishes: Wishes): Scenario {
  const { mechanism, instances, callsFromSeconds, callsPerSecond, service, calls, script } = wishes;
  const load = { is: 'step', steps: [{ atSeconds: callsFromSeconds, ratePerSecond: callsPerSecond }] };
  const registry: Record<string, [string, Config]> =
    mechanism === undefined ? {} : { r: registryOf(mechanism) };
  const scenario = sketch(
    {
      c: ['client', { ratePerSecond: 0, arrivals: 'constant', load }],
      s: ['service', { instances, serviceTime: exactly(1), startSeconds: 1, ...service }],
      ...registry,
    },
    {
      'c>s': { timeoutMs: 500, ...calls },
      ...(mechanism === undefined ? {} : { 'c>r': {}, 's>r': {} }),
    },
    script,
    dice.seed,
  );
  return { ...scenario, epochMs: DEFAULT_EPOCH_MS + Math.floor(dice.between(0, 3_600_000)) };
}

function registryOf(mechanism: Config): [string, Config] {
  return ['registry', { operationTime: exactly(0), mechanism }];
}
