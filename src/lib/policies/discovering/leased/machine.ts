import { setup } from 'xstate';

type Event =
  | { type: 'registered' }
  | { type: 'renewed' }
  | { type: 'beat missed' }
  | { type: 'lease ended' }
  | { type: 'cancelled' };

/** One instance's lease as the registry sees it. A lease that is late is still listed: its callers may meet a ghost. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'lease',
  initial: 'absent',
  states: {
    absent: { on: { registered: 'live' } },
    live: { on: { 'beat missed': 'late', cancelled: 'absent' } },
    late: { on: { renewed: 'live', 'lease ended': 'absent', cancelled: 'absent' } },
  },
});
