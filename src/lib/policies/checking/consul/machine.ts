import { setup } from 'xstate';

type Event = { type: 'passes' } | { type: 'warns' } | { type: 'fails' } | { type: 'registered' };

/** A Consul check's status; counting is the behaviour's. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'consul-check',
  initial: 'critical',
  states: {
    critical: { on: { passes: 'passing', warns: 'warning' } },
    warning: { on: { passes: 'passing', fails: 'critical', registered: 'critical' } },
    passing: { on: { warns: 'warning', fails: 'critical', registered: 'critical' } },
  },
});
