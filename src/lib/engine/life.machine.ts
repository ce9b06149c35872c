import { setup } from 'xstate';

type Event =
  | { type: 'created' }
  | { type: 'started' }
  | { type: 'hung' }
  | { type: 'recovered' }
  | { type: 'asked to stop' }
  | { type: 'exited' }
  | { type: 'crashed' }
  | { type: 'restarted' }
  | { type: 'gave up its address' };

/** The life of whoever stands at one address. Only an instance that is up, or stopping but not closed yet, takes requests. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'instance-life',
  initial: 'up',
  states: {
    absent: { on: { created: 'starting' } },
    starting: { on: { started: 'up', crashed: 'down', 'asked to stop': 'stopping' } },
    up: { on: { hung: 'hung', crashed: 'down', 'asked to stop': 'stopping' } },
    hung: { on: { recovered: 'up', crashed: 'down', 'asked to stop': 'stopping' } },
    stopping: { on: { exited: 'down', crashed: 'down' } },
    down: { on: { restarted: 'starting', 'gave up its address': 'absent' } },
  },
});
