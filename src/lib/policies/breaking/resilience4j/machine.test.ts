import { expect, test } from 'vitest';
import { tableOf } from '#lib/engine/machine-table.ts';
import { machine } from './machine.ts';

/** What the breaker does by itself. */
const OWN = [
  ['closed', 'rate exceeded', 'open'],
  ['open', 'wait over', 'half-open'],
  ['half-open', 'probes failed', 'open'],
  ['half-open', 'probes passed', 'closed'],
  ['half-open', 'gave up', 'open'],
  ['half-open', 'waited', 'closed'],
];
const COMMANDS: Readonly<Record<string, string>> = {
  open: 'open',
  'half-open': 'half-open',
  close: 'closed',
  disable: 'disabled',
  'force-open': 'forced-open',
  'metrics-only': 'metrics-only',
  reset: 'closed',
};
/** The pairs that the product's enum StateTransition lacks. */
const ILLEGAL = ['closed: half-open', 'metrics-only: open', 'metrics-only: half-open'];

test('the machine knows the product’s transitions and no others', () => {
  const { states, events, next } = tableOf(machine);
  const found = states.flatMap((from, s) =>
    events.flatMap((event, e) => {
      const to = states[next[s * events.length + e]];
      return to === undefined ? [] : [[from, event, to]];
    }),
  );
  const commanded = states.flatMap((from) =>
    Object.entries(COMMANDS)
      .filter(([event]) => !ILLEGAL.includes(`${from}: ${event}`))
      .map(([event, to]) => [from, event, to]),
  );
  expect(found.sort()).toEqual([...OWN, ...commanded].sort());
  expect(states).toEqual(['closed', 'open', 'half-open', 'disabled', 'forced-open', 'metrics-only']);
});
