import { setup } from 'xstate';

type Event =
  | { type: 'threshold reached' }
  | { type: 'cooldown over' }
  | { type: 'call failed' }
  | { type: 'calls succeeded' }
  | { type: 'reset' };

/** The same modes as the course's breaker has: the two differ in whom half-open admits and in when the cooldown ends. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'naive-breaker',
  initial: 'closed',
  states: {
    closed: { on: { 'threshold reached': 'open' } },
    open: { on: { 'cooldown over': 'half-open', reset: 'closed' } },
    'half-open': { on: { 'call failed': 'open', 'calls succeeded': 'closed', reset: 'closed' } },
  },
});
