import { at } from '#lib/scenario/sketch.ts';
import { estate } from '#lib/staleness/estate.ts';
import type { Dice, Row, Trial } from '#lib/staleness/row.ts';

const system = 'Eureka + Ribbon, defaults';
/** Enough for self-preservation not to interfere: one death of seven leaves 12 renewals, and more than 11 are needed. */
const INSTANCES = 8;
/** The one that was replaced is silent as well: two of seventeen leave 30 renewals, and more than 28 are needed. */
const MORE = 16;

export const rows: readonly Row[] = [
  {
    id: 'eureka-crash',
    mechanism: 'eureka',
    system,
    event: 'crash',
    expected: { mean: 240, min: 150, max: 330 },
    because:
      'The last heartbeat is 0 to 30 s old and counts for 2 × 90 s; then the eviction task (0 to 60 s), the read-only cache, the client’s fetch and Ribbon (0 to 30 s each).',
    trial: (dice) => trial(dice, dice.between(200, 500), 'kill-instance', 335),
  },
  {
    id: 'eureka-never-renewed',
    mechanism: 'eureka',
    system: 'Eureka + Ribbon, a lease never renewed',
    event: 'crash',
    expected: { mean: 165, min: 90, max: 240 },
    because:
      'Counted from its registration: a lease that was never renewed counts for 90 s; the rest as above.',
    trial(dice) {
      const created = dice.between(200, 500);
      // It registers when it is up, a second later; the address after the last is the first spare one.
      const registered = created + 1.001;
      const killed = registered + dice.between(0.5, 29);
      return {
        scenario: estate(dice, {
          mechanism: { is: 'eureka', registerAtStart: true },
          instances: MORE,
          callsFromSeconds: created - dice.between(5, 35),
          callsPerSecond: 2 * MORE,
          script: [at(created, 'replace-instance', 's', {}, 0), at(killed, 'kill-instance', 's', {}, MORE)],
        }),
        instance: `s-${MORE + 1}`,
        fromSeconds: registered,
        untilSeconds: registered + 245,
        gapSeconds: 1 / 2,
      };
    },
  },
  {
    id: 'eureka-stop',
    mechanism: 'eureka',
    system,
    event: 'graceful stop',
    expected: { mean: 45, min: 0, max: 90 },
    because: 'It is deregistered at once; three caches of 0 to 30 s each remain.',
    trial: (dice) => trial(dice, dice.between(200, 500), 'stop-instance', 95),
  },
];

function trial(dice: Dice, death: number, fault: string, forSeconds: number): Trial {
  return {
    scenario: estate(dice, {
      mechanism: { is: 'eureka' },
      instances: INSTANCES,
      // Ribbon’s polling begins with the first call: at any moment.
      callsFromSeconds: death - dice.between(5, 35),
      callsPerSecond: 2 * INSTANCES,
      script: [at(death, fault, 's', {}, 1)],
    }),
    instance: 's-2',
    fromSeconds: death,
    untilSeconds: death + forSeconds,
    gapSeconds: 1 / 2,
  };
}
