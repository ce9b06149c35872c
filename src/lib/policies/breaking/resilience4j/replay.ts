import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { onlyOptions, Unsupported, type Recording, type Replay, type Replays } from '#lib/base/recording.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { decisionsOf } from '#lib/engine/lone-replay.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

/** How slow a call was is told by its duration. */
const outcomes = {
  success: OK,
  failure: ERROR,
  'slow-success': OK,
  'slow-failure': ERROR,
  ignored: CANCELLED,
};
const commands = ['disable', 'force-open', 'metrics-only', 'close', 'open', 'half-open'];

/** Recorded with Resilience4j 2.4 under a simulated clock, whose start is a whole second. */
export const replays: Replays = {
  'r4j-count': (recording) => replay(recording, 'COUNT_BASED'),
  'r4j-time': (recording) => replay(recording, 'TIME_BASED'),
};

function replay(recording: Recording, slidingWindowType: string): Replay {
  onlyOptions(recording, [...Object.keys(policy.fields), 'waitIntervalExponential']);
  const config = { slidingWindowType, ...recording.config };
  return { decisions: decisionsOf(recording, configOf(config), create, { outcomes, commands }) };
}

function configOf({ waitIntervalExponential, ...given }: Recording['config']): object {
  const config = { ...defaultsOf(policy.fields), ...given };
  for (const [name, field] of Object.entries(policy.fields)) {
    if (field.is === 'choice' && !Object.hasOwn(field.options, String(config[name]))) {
      throw new Unsupported(`${name} is not “${String(config[name])}”`);
    }
  }
  if (waitIntervalExponential === undefined) return config;
  const [initial, multiplier] = String(waitIntervalExponential).split(',').map(Number);
  if (!(initial > 0 && multiplier > 0)) {
    throw new Unsupported(
      `waitIntervalExponential is “initial,multiplier”, not “${String(waitIntervalExponential)}”`,
    );
  }
  const enableExponentialBackoff = true;
  return {
    ...config,
    enableExponentialBackoff,
    waitDurationInOpenStateMs: initial,
    exponentialBackoffMultiplier: multiplier,
  };
}
