import { setup } from 'xstate';

type Event =
  | { type: 'tripped' }
  | { type: 'wait over' }
  | { type: 'probes failed' }
  | { type: 'probes passed' }
  | { type: 'late call failed' }
  | { type: 'reset' };

/** cockatiel's CircuitState without `Isolated`, which only a person's hand brings about. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'cockatiel',
  initial: 'closed',
  states: {
    closed: { on: { tripped: 'open' } },
    open: { on: { 'wait over': 'half-open', reset: 'closed' } },
    'half-open': {
      on: { 'probes failed': 'open', 'late call failed': 'open', 'probes passed': 'closed', reset: 'closed' },
    },
  },
});
