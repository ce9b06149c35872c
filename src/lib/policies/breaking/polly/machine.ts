import { setup } from 'xstate';

type Event =
  | { type: 'ratio reached' }
  | { type: 'break over' }
  | { type: 'failure' }
  | { type: 'success' }
  | { type: 'reset' }
  | { type: 'isolate' }
  | { type: 'close' };

/** Polly's CircuitState. `isolate` and `close` are the two things that its manual control can do. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'polly',
  initial: 'closed',
  states: {
    closed: { on: { 'ratio reached': 'open', isolate: 'isolated' } },
    open: { on: { 'break over': 'half-open', reset: 'closed', isolate: 'isolated', close: 'closed' } },
    'half-open': {
      on: { failure: 'open', success: 'closed', reset: 'closed', isolate: 'isolated', close: 'closed' },
    },
    isolated: { on: { reset: 'closed', close: 'closed' } },
  },
});
