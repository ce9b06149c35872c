import { expect, test } from 'vitest';
import type { TransitionRecord } from '#lib/runner/protocol.ts';
import { plain, tell, type Tale } from './telling.ts';

const breaker = {
  initial: 0,
  states: ['closed', 'open', 'half-open'],
  rules: [
    '{a} calls in a row failed (threshold {b})',
    'a call came {a} s after it opened (cooldown {b} s)',
    'the probe failed',
    '{a} of {b} probes succeeded',
  ],
};
const opened = step(12_400_000, 0, 1, 0, 5, 5);
const probing = step(22_400_000, 1, 2, 1, 10, 10);
const reopened = step(22_500_000, 2, 1, 2);
const closed = step(22_600_000, 2, 0, 3, 2, 2);
const cooldown = (value: number) => ({ key: 'cooldown', label: 'Cooldown left', value, unit: 's', of: 10 });

test.each<[string, Partial<Tale>, string]>([
  ['one that never moved', {}, 'Closed from the start: nothing has moved it yet.'],
  [
    'an open breaker',
    { state: 'open', last: opened, facts: [cooldown(4)], refusedSince: () => 37 },
    'Open since 12.4 s because 5 calls in a row failed (threshold 5). Next probe after 22.4 s. ' +
      'Meanwhile 37 callers were refused.',
  ],
  [
    'an open breaker whose cooldown is over',
    { state: 'open', last: opened, facts: [cooldown(0)], refusedSince: () => 1 },
    'Open since 12.4 s because 5 calls in a row failed (threshold 5). ' +
      'The cooldown is over: the next call goes down as the probe. Meanwhile 1 caller was refused.',
  ],
  [
    'a half-open breaker, from where its trouble began',
    {
      state: 'half-open',
      last: probing,
      previous: opened,
      facts: [{ key: 'probing', label: 'Probe in flight', value: 1, of: 1 }],
      refusedSince: (micros) => (micros === opened.atMicros ? 1_234 : 0),
    },
    'Open since 12.4 s because 5 calls in a row failed (threshold 5); half-open since 22.4 s because ' +
      'a call came 10 s after it opened (cooldown 10 s). A probe is under way. Meanwhile 1,234 callers were refused.',
  ],
  [
    'a breaker that opened again',
    { state: 'open', last: reopened, previous: probing },
    'Half-open since 22.4 s because a call came 10 s after it opened (cooldown 10 s); ' +
      'open since 22.5 s because the probe failed.',
  ],
  [
    'a breaker that closed again, without old refusals',
    { last: closed, previous: probing, refusedSince: () => 37 },
    'Closed since 22.6 s because 2 of 2 probes succeeded.',
  ],
  [
    'a step whose rule has no sentence',
    { state: 'open', last: { ...opened, rule: 9 } },
    'Open since 12.4 s.',
  ],
])('%s is told', (_, tale, paragraph) => {
  expect(
    plain(tell({ chart: breaker, state: 'closed', last: null, previous: null, facts: [], ...tale })),
  ).toBe(paragraph);
});

test('the moments and counts are the strong pieces', () => {
  const pieces = tell({
    chart: breaker,
    state: 'open',
    last: opened,
    previous: null,
    facts: [cooldown(4)],
    refusedSince: () => 37,
  });
  expect(pieces.filter(({ strong }) => strong).map(({ text }) => text)).toEqual(['12.4 s', '22.4 s', '37']);
});

function step(atMicros: number, from: number, to: number, rule: number, a = 0, b = 0): TransitionRecord {
  return { atMicros, chart: 0, subject: 0, from, to, event: rule, rule, a, b };
}
