import { setup } from 'xstate';

type Event =
  | { type: 'tripped' }
  | { type: 'timeout over' }
  | { type: 'trial failed' }
  | { type: 'trials succeeded' }
  | { type: 'reset' };

/** The states of gobreaker's CircuitBreaker; counting and generations are the behaviour's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'gobreaker',
  initial: 'closed',
  states: {
    closed: { on: { tripped: 'open' } },
    open: { on: { 'timeout over': 'half-open', reset: 'closed' } },
    'half-open': { on: { 'trial failed': 'open', 'trials succeeded': 'closed', reset: 'closed' } },
  },
});
