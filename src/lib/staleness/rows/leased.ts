import { at } from '#lib/scenario/sketch.ts';
import { estate } from '#lib/staleness/estate.ts';
import type { Row } from '#lib/staleness/row.ts';

/** The course's registry: heartbeat 10 s, lease 30 s, sweep 1 s; who watches hears at once. */
export const rows: readonly Row[] = [
  {
    id: 'leased-crash',
    mechanism: 'leased',
    system: 'Leases, heartbeat 10 s, lease 30 s',
    event: 'crash',
    expected: { mean: 25.5, min: 20, max: 31 },
    because: 'The last heartbeat is 0 to 10 s old, the lease 30 s, and the sweep looks every second.',
    trial(dice) {
      const death = dice.between(20, 30);
      return {
        scenario: estate(dice, {
          mechanism: { is: 'leased' },
          instances: 2,
          callsFromSeconds: death - dice.between(5, 10),
          callsPerSecond: 40,
          script: [at(death, 'kill-instance', 's', {}, 1)],
        }),
        instance: 's-2',
        fromSeconds: death,
        untilSeconds: death + 33,
        gapSeconds: 1 / 20,
      };
    },
  },
];
