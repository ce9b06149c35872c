import { setup } from 'xstate';

type Event =
  | { type: 'first check passed' }
  | { type: 'failed often enough' }
  | { type: 'passed often enough' }
  | { type: 'registered' };

/** A target's health status; counting is the behaviour's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'alb-target-health',
  initial: 'initial',
  states: {
    initial: { on: { 'first check passed': 'healthy', 'failed often enough': 'unhealthy' } },
    healthy: { on: { 'failed often enough': 'unhealthy', registered: 'initial' } },
    unhealthy: { on: { 'passed often enough': 'healthy', registered: 'initial' } },
  },
});
