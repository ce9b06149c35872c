import { setup } from 'xstate';

type Event =
  | { type: 'ratio reached' }
  | { type: 'break over' }
  | { type: 'failure' }
  | { type: 'success' }
  | { type: 'reset' };

/** Polly's CircuitState without `Isolated`, which only a person's hand brings about. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'polly',
  initial: 'closed',
  states: {
    closed: { on: { 'ratio reached': 'open' } },
    open: { on: { 'break over': 'half-open', reset: 'closed' } },
    'half-open': { on: { failure: 'open', success: 'closed', reset: 'closed' } },
  },
});
