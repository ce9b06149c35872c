import { setup } from 'xstate';

type Event =
  | { type: 'created' }
  | { type: 'became ready' }
  | { type: 'became unready' }
  | { type: 'node went silent' }
  | { type: 'deleted' }
  | { type: 'gone' };

/** A pod as the API server has it. Only a ready one is an endpoint; one that is being deleted never becomes ready again. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'kubernetes-pod',
  initial: 'absent',
  states: {
    absent: { on: { created: 'not ready' } },
    'not ready': {
      on: {
        'became ready': 'ready',
        'node went silent': 'node lost',
        deleted: 'terminating',
      },
    },
    ready: {
      on: { 'became unready': 'not ready', 'node went silent': 'node lost', deleted: 'terminating' },
    },
    'node lost': {
      on: { 'became ready': 'ready', 'became unready': 'not ready', deleted: 'terminating' },
    },
    terminating: { on: { gone: 'absent' } },
  },
});
