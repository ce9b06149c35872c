import { setup } from 'xstate';

type Event =
  | { type: 'joined' }
  | { type: 'suspected' }
  | { type: 'refuted' }
  | { type: 'declared dead' }
  | { type: 'left' };

/** A machine among the members that gossip: Consul's serfHealth. One that is suspected is still handed out. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'serf-member',
  initial: 'unknown',
  states: {
    unknown: { on: { joined: 'alive' } },
    alive: { on: { suspected: 'suspect', left: 'unknown' } },
    suspect: { on: { refuted: 'alive', 'declared dead': 'failed', left: 'unknown' } },
    failed: { on: { joined: 'alive', left: 'unknown' } },
  },
});
