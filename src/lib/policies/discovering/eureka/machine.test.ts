import { expect, test } from 'vitest';
import { transitionsOf } from '#lib/engine/machine-walks.ts';
import { machine } from './machine.ts';
import { machine as selfPreservation } from './self-preservation.machine.ts';

/**
 * The facts: a new lease was never renewed; the first renewal doubles what it counts for; only the eviction task finds that one has
 * expired; what is not evicted then may still renew, register again or say goodbye.
 */
const TRANSITIONS = [
  ['absent', 'registered', 'registered'],
  ['registered', 'renewed', 'renewed'],
  ['registered', 'found expired', 'expired'],
  ['registered', 'cancelled', 'absent'],
  ['renewed', 'registered', 'registered'],
  ['renewed', 'found expired', 'expired'],
  ['renewed', 'cancelled', 'absent'],
  ['expired', 'renewed', 'renewed'],
  ['expired', 'registered', 'registered'],
  ['expired', 'evicted', 'absent'],
  ['expired', 'cancelled', 'absent'],
];

test('a lease knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

test('self-preservation begins with too few renewals and ends with enough', () => {
  expect(transitionsOf(selfPreservation).sort()).toEqual([
    ['evicting', 'too few renewals', 'preserving'],
    ['preserving', 'enough renewals', 'evicting'],
  ]);
});
