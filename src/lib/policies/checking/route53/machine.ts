import { setup } from 'xstate';

type Event =
  | { type: 'too few checkers were content' }
  | { type: 'enough checkers were content' }
  | { type: 'registered' };

/** What Route 53 makes of its checkers’ opinions of one endpoint; counting is the behaviour's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'route53-health',
  initial: 'healthy',
  states: {
    healthy: { on: { 'too few checkers were content': 'unhealthy' } },
    unhealthy: { on: { 'enough checkers were content': 'healthy', registered: 'healthy' } },
  },
});
