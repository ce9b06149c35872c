import { setup } from 'xstate';

type Event = { type: 'threshold reached' } | { type: 'reset' };

/** Without half-open and without a cooldown: no call and no passing of time leads out of open. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'stuck-open-breaker',
  initial: 'closed',
  states: {
    closed: { on: { 'threshold reached': 'open' } },
    open: { on: { reset: 'closed' } },
  },
});
