import { setup } from 'xstate';

type Event = { type: 'crashed' } | { type: 'restarted' } | { type: 'started' };

/** The life of one instance. Only an instance that is up accepts connections. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'instance-life',
  initial: 'up',
  states: {
    up: { on: { crashed: 'down' } },
    down: { on: { restarted: 'starting' } },
    starting: { on: { started: 'up', crashed: 'down' } },
  },
});
