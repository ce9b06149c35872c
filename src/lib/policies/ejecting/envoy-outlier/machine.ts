import { setup } from 'xstate';

type Event =
  | { type: 'server errors in a row' }
  | { type: 'gateway failures in a row' }
  | { type: 'local failures in a row' }
  | { type: 'success rate too low' }
  | { type: 'failure percentage too high' }
  | { type: 'ejection time over' }
  | { type: 'health check passed' }
  | { type: 'forgotten' };

/** A host as Envoy's outlier detector sees it; counting and time are the detector's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'envoy-outlier',
  initial: 'in rotation',
  states: {
    'in rotation': {
      on: {
        'server errors in a row': 'ejected',
        'gateway failures in a row': 'ejected',
        'local failures in a row': 'ejected',
        'success rate too low': 'ejected',
        'failure percentage too high': 'ejected',
      },
    },
    ejected: {
      on: {
        'ejection time over': 'in rotation',
        'health check passed': 'in rotation',
        forgotten: 'in rotation',
      },
    },
  },
});
