import { expect, test } from 'vitest';
import { transitionsOf } from '#lib/engine/machine-walks.ts';
import { machine as node } from './node.machine.ts';
import { machine as pod } from './pod.machine.ts';

/** The facts: only a ready pod is an endpoint; a deleted one is never ready again; a silent node takes its pods with it. */
const POD = [
  ['absent', 'created', 'not ready'],
  ['not ready', 'became ready', 'ready'],
  ['not ready', 'node went silent', 'node lost'],
  ['not ready', 'deleted', 'terminating'],
  ['ready', 'became unready', 'not ready'],
  ['ready', 'node went silent', 'node lost'],
  ['ready', 'deleted', 'terminating'],
  ['node lost', 'became ready', 'ready'],
  ['node lost', 'became unready', 'not ready'],
  ['node lost', 'deleted', 'terminating'],
  ['terminating', 'gone', 'absent'],
];
const NODE = [
  ['absent', 'registered', 'ready'],
  ['ready', 'lease ran out', 'unknown'],
  ['ready', 'removed', 'absent'],
  ['unknown', 'lease was renewed', 'ready'],
  ['unknown', 'removed', 'absent'],
];

test.each([
  ['pod', pod, POD],
  ['node', node, NODE],
])('the machine of a %s knows these transitions and no others', (_, machine, table) => {
  expect(transitionsOf(machine).sort()).toEqual([...table].sort());
});
