import { setup } from 'xstate';

type Event =
  | { type: 'threshold exceeded' }
  | { type: 'reset timeout over' }
  | { type: 'failure' }
  | { type: 'success' }
  | { type: 'reset' }
  | { type: 'open' }
  | { type: 'close' };

/** The states of opossum's CircuitBreaker. That its one probe is out (`pendingClose`) is the behaviour's to know. `open` and `close` are by hand. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'opossum',
  initial: 'closed',
  states: {
    closed: { on: { 'threshold exceeded': 'open', open: 'open' } },
    open: { on: { 'reset timeout over': 'half-open', reset: 'closed', close: 'closed' } },
    'half-open': {
      on: { failure: 'open', success: 'closed', reset: 'closed', open: 'open', close: 'closed' },
    },
  },
});
