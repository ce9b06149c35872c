import { expect, test } from 'vitest';
import { transitionsOf } from '#lib/engine/machine-walks.ts';
import { machine } from './machine.ts';
import { machine as nodeMachine } from './node.machine.ts';

test.each([
  [
    'an instance begins critical, takes any status, and goes when it says so, or is reaped when critical',
    machine,
    [
      ['absent', 'registered', 'critical'],
      ['critical', 'passes', 'passing'],
      ['critical', 'warns', 'warning'],
      ['critical', 'deregistered', 'absent'],
      ['critical', 'reaped', 'absent'],
      ['warning', 'passes', 'passing'],
      ['warning', 'fails', 'critical'],
      ['warning', 'deregistered', 'absent'],
      ['passing', 'warns', 'warning'],
      ['passing', 'fails', 'critical'],
      ['passing', 'deregistered', 'absent'],
    ],
  ],
  [
    'a machine is suspected before it is declared dead, and may refute that',
    nodeMachine,
    [
      ['unknown', 'joined', 'alive'],
      ['alive', 'suspected', 'suspect'],
      ['alive', 'left', 'unknown'],
      ['suspect', 'refuted', 'alive'],
      ['suspect', 'declared dead', 'failed'],
      ['suspect', 'left', 'unknown'],
      ['failed', 'joined', 'alive'],
      ['failed', 'left', 'unknown'],
    ],
  ],
])('%s', (_, its, transitions) => {
  expect(transitionsOf(its).sort()).toEqual([...transitions].sort());
});
