import { setup } from 'xstate';

type Event = { type: 'threshold reached' } | { type: 'cooldown over' } | { type: 'reset' };

/** Without half-open: when the cooldown is over it is closed, whether the callee is well again or not. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'flapping-breaker',
  initial: 'closed',
  states: {
    closed: { on: { 'threshold reached': 'open' } },
    open: { on: { 'cooldown over': 'closed', reset: 'closed' } },
  },
});
