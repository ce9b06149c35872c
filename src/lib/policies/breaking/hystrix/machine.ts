import { setup } from 'xstate';

type Event =
  | { type: 'unhealthy at a tick' }
  | { type: 'sleep window over' }
  | { type: 'failure' }
  | { type: 'success' }
  | { type: 'reset' };

/** The states of HystrixCircuitBreakerImpl; forcing it open or closed stands beside them and moves none. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'hystrix',
  initial: 'closed',
  states: {
    closed: { on: { 'unhealthy at a tick': 'open' } },
    open: { on: { 'sleep window over': 'half-open', reset: 'closed' } },
    'half-open': { on: { failure: 'open', success: 'closed', reset: 'closed' } },
  },
});
