import { setup } from 'xstate';

type Event =
  | { type: 'deployed' }
  | { type: 'rescaled' }
  | { type: 'lost one' }
  | { type: 'got on' }
  | { type: 'finished' }
  | { type: 'made no progress' };

/** What whoever keeps a node's instances is at: nothing; a new version comes; their number changes; a lost one is replaced. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'deployment',
  initial: 'idle',
  states: {
    idle: { on: { deployed: 'rolling', rescaled: 'scaling', 'lost one': 'replacing' } },
    rolling: {
      on: { deployed: 'rolling', 'got on': 'rolling', finished: 'idle', 'made no progress': 'stuck' },
    },
    stuck: { on: { deployed: 'rolling', 'got on': 'rolling', finished: 'idle' } },
    scaling: { on: { deployed: 'rolling', rescaled: 'scaling', 'lost one': 'replacing', finished: 'idle' } },
    replacing: {
      on: { deployed: 'rolling', rescaled: 'scaling', 'lost one': 'replacing', finished: 'idle' },
    },
  },
});
