import { setup } from 'xstate';

type Event = { type: 'too few renewals' } | { type: 'enough renewals' };

/** Whether the eviction task may evict. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'eureka-self-preservation',
  initial: 'evicting',
  states: {
    evicting: { on: { 'too few renewals': 'preserving' } },
    preserving: { on: { 'enough renewals': 'evicting' } },
  },
});
