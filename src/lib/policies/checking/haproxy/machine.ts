import { setup } from 'xstate';

type Event =
  | { type: 'check failed' }
  | { type: 'check passed' }
  | { type: 'fell' }
  | { type: 'rose' }
  | { type: 'restarted' };

/** A server as HAProxy's log and statistics show it: UP, UP going down, DOWN, DOWN going up. The counting is the behaviour's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'haproxy-health',
  initial: 'up',
  states: {
    up: { on: { 'check failed': 'going down', fell: 'down' } },
    'going down': { on: { 'check passed': 'up', fell: 'down', restarted: 'up' } },
    down: { on: { 'check passed': 'going up', rose: 'up', restarted: 'up' } },
    'going up': { on: { 'check failed': 'down', rose: 'up', restarted: 'up' } },
  },
});
