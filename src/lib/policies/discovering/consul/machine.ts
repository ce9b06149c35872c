import { setup } from 'xstate';

type Event =
  | { type: 'registered' }
  | { type: 'passes' }
  | { type: 'warns' }
  | { type: 'fails' }
  | { type: 'deregistered' }
  | { type: 'reaped' };

/** A service instance in Consul's catalog, by its check: it begins critical, and who crashes stays registered. */
export const machine = setup({ types: { events: {} as Event } }).createMachine({
  id: 'consul-service',
  initial: 'absent',
  states: {
    absent: { on: { registered: 'critical' } },
    critical: { on: { passes: 'passing', warns: 'warning', deregistered: 'absent', reaped: 'absent' } },
    warning: { on: { passes: 'passing', fails: 'critical', deregistered: 'absent' } },
    passing: { on: { warns: 'warning', fails: 'critical', deregistered: 'absent' } },
  },
});
