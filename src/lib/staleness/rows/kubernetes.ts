import type { Config } from '#lib/base/schema.ts';
import { at } from '#lib/scenario/sketch.ts';
import { estate } from '#lib/staleness/estate.ts';
import type { Dice, Row, Trial } from '#lib/staleness/row.ts';

const mechanism = 'kubernetes';
const system = 'Kubernetes Service, readiness probe by default';

export const rows: readonly Row[] = [
  {
    id: 'kubernetes-hang',
    mechanism,
    system,
    event: 'hang',
    expected: { mean: 27.5, min: 22, max: 33 },
    because:
      'The next probe is 0 to 10 s away, two more follow, and a time-out of 1 s; then 1 to 2 s to the rules.',
    trial: (dice) => trial(dice, 'hang-instance', 36),
  },
  {
    id: 'kubernetes-crash',
    mechanism,
    system,
    event: 'crash',
    expected: { mean: 2, min: 1, max: 3 },
    because: 'The kubelet lists its containers every second; then 1 to 2 s to the rules.',
    trial: (dice) => trial(dice, 'kill-instance', 6),
  },
  {
    id: 'kubernetes-stop',
    mechanism,
    system,
    event: 'graceful stop',
    expected: { mean: 1.5, min: 1, max: 2 },
    because:
      'SIGTERM and the change of the EndpointSlice begin together; without a preStop the 1 to 2 s to the rules are too late.',
    trial: (dice) => trial(dice, 'stop-instance', 5),
  },
  {
    id: 'kubernetes-node',
    mechanism,
    system: 'Kubernetes Service before 1.32',
    event: 'machine lost',
    expected: { mean: 39, min: 31, max: 47 },
    because:
      'The last renewal of the lease is 0 to 10 s old and is seen 0 to 5 s after it came; grace 40 s from there; then 1 to 2 s to the rules.',
    trial: (dice) => trial(dice, 'replace-instance', 50),
  },
  {
    id: 'kubernetes-node-1.32',
    mechanism,
    system: 'Kubernetes Service from 1.32 on',
    event: 'machine lost',
    expected: { mean: 49, min: 41, max: 57 },
    because: 'As before, with a grace of 50 s.',
    trial: (dice) => trial(dice, 'replace-instance', 60, { nodeMonitorGracePeriodSeconds: 50 }),
  },
];

function trial(dice: Dice, fault: string, forSeconds: number, settings: Config = {}): Trial {
  const death = dice.between(60, 100);
  return {
    scenario: estate(dice, {
      mechanism: { is: mechanism, ...settings },
      instances: 2,
      callsFromSeconds: death - dice.between(4, 6),
      callsPerSecond: 20,
      script: [at(death, fault, 's', {}, 1)],
    }),
    instance: 's-2',
    fromSeconds: death,
    untilSeconds: death + forSeconds,
    // A replacement that is ready makes a third.
    gapSeconds: fault === 'replace-instance' ? 3 / 20 : 2 / 20,
  };
}
