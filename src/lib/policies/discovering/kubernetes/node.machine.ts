import { setup } from 'xstate';

type Event =
  { type: 'registered' } | { type: 'lease ran out' } | { type: 'lease was renewed' } | { type: 'removed' };

/** The Ready condition of a node, as the node controller sees it by the node’s lease. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'kubernetes-node',
  initial: 'absent',
  states: {
    absent: { on: { registered: 'ready' } },
    ready: { on: { 'lease ran out': 'unknown', removed: 'absent' } },
    unknown: { on: { 'lease was renewed': 'ready', removed: 'absent' } },
  },
});
