import { setup } from 'xstate';

type Event = { type: 'went down' } | { type: 'came back' };

/** Whether the registry answers at all. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'registry-mode',
  initial: 'serving',
  states: {
    serving: { on: { 'went down': 'down' } },
    down: { on: { 'came back': 'serving' } },
  },
});
