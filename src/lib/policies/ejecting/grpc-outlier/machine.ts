import { setup } from 'xstate';

type Event =
  | { type: 'success rate too low' }
  | { type: 'failure percentage too high' }
  | { type: 'ejection time over' }
  | { type: 'forgotten' };

/** An address as gRPC's outlier detection sees it; rates and time are the behaviour's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'grpc-outlier',
  initial: 'in rotation',
  states: {
    'in rotation': {
      on: { 'success rate too low': 'ejected', 'failure percentage too high': 'ejected' },
    },
    ejected: { on: { 'ejection time over': 'in rotation', forgotten: 'in rotation' } },
  },
});
