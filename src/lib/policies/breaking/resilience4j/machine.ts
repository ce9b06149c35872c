import { and, not, setup, stateIn } from 'xstate';

type Event =
  | { type: 'rate exceeded' }
  | { type: 'wait over' }
  | { type: 'probes failed' }
  | { type: 'probes passed' }
  | { type: 'gave up' }
  | { type: 'waited' }
  | { type: 'open' }
  | { type: 'half-open' }
  | { type: 'close' }
  | { type: 'disable' }
  | { type: 'force-open' }
  | { type: 'metrics-only' }
  | { type: 'reset' };

/**
 * The states of Resilience4j's breaker and what may follow what (its enum StateTransition). Commands come to any
 * state and stand at the root; the guards are the three that the product refuses.
 */
export const machine = setup({
  types: { events: {} as Event },
  guards: {
    'can be opened': not(stateIn('metrics-only')),
    'can be half-opened': and([not(stateIn('metrics-only')), not(stateIn('closed'))]),
  },
}).createMachine({
  id: 'resilience4j',
  initial: 'closed',
  on: {
    open: { target: '.open', guard: 'can be opened' },
    'half-open': { target: '.half-open', guard: 'can be half-opened' },
    close: '.closed',
    disable: '.disabled',
    'force-open': '.forced-open',
    'metrics-only': '.metrics-only',
    reset: '.closed',
  },
  states: {
    closed: { on: { 'rate exceeded': 'open' } },
    open: { on: { 'wait over': 'half-open' } },
    'half-open': {
      on: { 'probes failed': 'open', 'probes passed': 'closed', 'gave up': 'open', waited: 'closed' },
    },
    disabled: {},
    'forced-open': {},
    'metrics-only': {},
  },
});
