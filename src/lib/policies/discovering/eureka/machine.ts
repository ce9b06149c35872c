import { setup } from 'xstate';

type Event =
  | { type: 'registered' }
  | { type: 'renewed' }
  | { type: 'found expired' }
  | { type: 'evicted' }
  | { type: 'cancelled' };

/**
 * One instance's lease. What was registered and never renewed expires after one duration, what was renewed once after two. That a
 * lease has expired is found only when the eviction task looks; one that is not evicted then stays, and is handed out on.
 */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'eureka-lease',
  initial: 'absent',
  states: {
    absent: { on: { registered: 'registered' } },
    registered: { on: { renewed: 'renewed', 'found expired': 'expired', cancelled: 'absent' } },
    renewed: { on: { registered: 'registered', 'found expired': 'expired', cancelled: 'absent' } },
    expired: {
      on: { renewed: 'renewed', registered: 'registered', evicted: 'absent', cancelled: 'absent' },
    },
  },
});
