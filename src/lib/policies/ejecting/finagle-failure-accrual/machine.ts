import { setup } from 'xstate';

type Event =
  | { type: 'failures in a row' }
  | { type: 'rate too low' }
  | { type: 'time over' }
  | { type: 'probe sent' }
  | { type: 'probe succeeded' }
  | { type: 'probe unclear' }
  | { type: 'forgotten' };

/** The states of Finagle's FailureAccrualFactory; counting is the behaviour's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'finagle-failure-accrual',
  initial: 'alive',
  states: {
    alive: { on: { 'failures in a row': 'dead', 'rate too low': 'dead' } },
    dead: { on: { 'time over': 'probe open', forgotten: 'alive' } },
    'probe open': { on: { 'probe sent': 'probe closed', forgotten: 'alive' } },
    'probe closed': {
      on: {
        'probe succeeded': 'alive',
        'failures in a row': 'dead',
        'rate too low': 'dead',
        'probe unclear': 'probe open',
        forgotten: 'alive',
      },
    },
  },
});
