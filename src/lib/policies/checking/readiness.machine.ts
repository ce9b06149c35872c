import { setup } from 'xstate';

type Event =
  | { type: 'succeeded often enough' }
  | { type: 'failed often enough' }
  | { type: 'process exited' }
  | { type: 'forgotten' };

/** A pod's Ready condition by its readiness probe; counting is the behaviour's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'kubernetes-readiness',
  initial: 'unready',
  states: {
    unready: { on: { 'succeeded often enough': 'ready' } },
    ready: {
      on: { 'failed often enough': 'unready', 'process exited': 'unready', forgotten: 'unready' },
    },
  },
});
