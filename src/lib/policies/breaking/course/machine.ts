import { setup } from 'xstate';

type Event =
  | { type: 'threshold reached' }
  | { type: 'cooldown over' }
  | { type: 'probe failed' }
  | { type: 'probes succeeded' }
  | { type: 'reset' };

/** The modes of the course's breaker. Counting is the behaviour's; the machine only knows what may follow what. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'course-breaker',
  initial: 'closed',
  states: {
    closed: { on: { 'threshold reached': 'open' } },
    open: { on: { 'cooldown over': 'half-open', reset: 'closed' } },
    'half-open': { on: { 'probe failed': 'open', 'probes succeeded': 'closed', reset: 'closed' } },
  },
});
