import { setup } from 'xstate';

type Event = { type: 'arrived' } | { type: 'forgotten' };

/** What an instance knows of the key that it watches. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'watched-key',
  initial: 'unset',
  states: {
    unset: { on: { arrived: 'set' } },
    set: { on: { arrived: 'set', forgotten: 'unset' } },
  },
});
