import { setup } from 'xstate';

type Event = { type: 'registered' } | { type: 'deregistered' } | { type: 'replaced' };

/** One address in the zone. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'dns-record',
  initial: 'absent',
  states: {
    absent: { on: { registered: 'published' } },
    published: { on: { deregistered: 'absent', replaced: 'absent' } },
  },
});
