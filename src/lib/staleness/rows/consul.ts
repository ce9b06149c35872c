import type { Config } from '#lib/base/schema.ts';
import { at } from '#lib/scenario/sketch.ts';
import { estate } from '#lib/staleness/estate.ts';
import type { Dice, Row, Trial } from '#lib/staleness/row.ts';

const INTERVAL_SECONDS = 10;
const TIMEOUT_SECONDS = 10;
const TTL_SECONDS = 30;

export const rows: readonly Row[] = [
  {
    id: 'consul-http-crash',
    mechanism: 'consul',
    system: 'Consul, HTTP check every 10 s',
    event: 'crash',
    expected: { mean: INTERVAL_SECONDS / 2, min: 0, max: INTERVAL_SECONDS },
    because:
      'The next check comes at any moment of the interval, and its first failure decides; watchers hear at once.',
    trial: (dice) => trial(dice, { is: 'http' }, 'kill-instance', 200, INTERVAL_SECONDS + 5),
  },
  {
    id: 'consul-http-hang',
    mechanism: 'consul',
    system: 'Consul, HTTP check every 10 s',
    event: 'hang',
    expected: {
      mean: INTERVAL_SECONDS / 2 + TIMEOUT_SECONDS,
      min: TIMEOUT_SECONDS,
      max: INTERVAL_SECONDS + TIMEOUT_SECONDS,
    },
    because:
      'The next check comes at any moment of the interval, and fails when its time-out of 10 s is over.',
    trial: (dice) =>
      trial(dice, { is: 'http' }, 'hang-instance', 200, INTERVAL_SECONDS + TIMEOUT_SECONDS + 5),
  },
  {
    id: 'consul-ttl-crash',
    mechanism: 'consul',
    system: 'Consul, TTL check of 30 s, updated every 15 s',
    event: 'crash',
    expected: { mean: TTL_SECONDS - TTL_SECONDS / 4, min: TTL_SECONDS / 2, max: TTL_SECONDS },
    because: 'The TTL runs from the last update, which is 0 to 15 s old.',
    trial: (dice) => trial(dice, { is: 'ttl' }, 'kill-instance', 80, TTL_SECONDS + 5),
  },
  {
    id: 'consul-machine',
    mechanism: 'consul',
    system: 'Consul, ten members that gossip',
    event: 'machine lost',
    expected: { mean: 6.2, min: 5, max: 15 },
    because:
      'Within a second or two a member probes it in vain; a suspicion of at least 4 s follows, shortened by confirmations. No closed form: the mean is that of an independent model, member by member.',
    // A TTL so long that it has no say.
    trial: (dice) => trial(dice, { is: 'ttl', ttlSeconds: 3_600 }, 'replace-instance', 100, 20, 10),
  },
];

function trial(
  dice: Dice,
  check: Config,
  fault: string,
  perSecond: number,
  forSeconds: number,
  members = 0,
): Trial {
  const death = dice.between(60, 100);
  return {
    scenario: estate(dice, {
      mechanism: { is: 'consul', check, members },
      instances: 2,
      callsFromSeconds: death - dice.between(5, 10),
      callsPerSecond: perSecond,
      script: [at(death, fault, 's', {}, 1)],
    }),
    instance: 's-2',
    fromSeconds: death,
    untilSeconds: death + forSeconds,
    gapSeconds: 2 / perSecond,
  };
}
