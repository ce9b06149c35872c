import { setup } from 'xstate';

type Event =
  | { type: 'first check passed' }
  | { type: 'first check failed' }
  | { type: 'failed often enough' }
  | { type: 'unexpected status' }
  | { type: 'passed often enough' }
  | { type: 'forgotten' };

/** A host’s flags FAILED_ACTIVE_HC and PENDING_ACTIVE_HC; counting is the behaviour's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'envoy-health-check',
  initial: 'pending',
  states: {
    pending: { on: { 'first check passed': 'healthy', 'first check failed': 'unhealthy' } },
    healthy: {
      on: { 'failed often enough': 'unhealthy', 'unexpected status': 'unhealthy', forgotten: 'pending' },
    },
    unhealthy: { on: { 'passed often enough': 'healthy', forgotten: 'pending' } },
  },
});
