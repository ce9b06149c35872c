import { expect, test } from 'vitest';
import { given } from './given.ts';
import { butText, slowestText, tradeOffText } from './telling.ts';

test('the slowest that ever hears is told beside the course’s word for it', () => {
  const mechanisms = [of('hard-coded', null), of('dns', 5.232), of('eureka', 251)];
  expect(slowestText(given, mechanisms)).toBe(
    'Of those that hear of a crash at all, Eureka takes longest: with its defaults a dead instance is called for 251 s on average. The course calls its risk “low to medium”.',
  );
  expect(slowestText(given, mechanisms.slice(0, 2))).toBe('');
});

test('a shorter interval is told with what it costs, in whatever order it was measured', () => {
  const tradeOff = [
    { intervalSeconds: 30, operationsPerSecond: 0.4667, staleMean: 77.42 },
    { intervalSeconds: 1, operationsPerSecond: 8.2, staleMean: 3.144 },
  ];
  const says =
    'With a heartbeat every 1 s instead of every 30 s a dead instance is called for 3.1 s instead of 77 s, and the registry has 8.2 operations a second instead of 0.47.';
  expect(tradeOffText(tradeOff)).toBe(says);
  expect(tradeOffText([...tradeOff].reverse())).toBe(says);
  expect(tradeOffText([])).toBe('');
});

test('what did not run with its defaults is told', () => {
  const dns = { ...of('dns', 5), but: 'a TTL of 10 s' };
  expect(butText([of('eureka', 251), dns])).toBe('For DNS: a TTL of 10 s.');
  expect(butText([])).toBe('');
});

function of(mechanism: string, staleMean: number | null) {
  return {
    ...{ mechanism, but: null, assumedLookupMs: 1, staleMean, staleMost: staleMean, wrongCalls: 1 },
    ...{ lookupsPerSecond: 1, beatsPerSecond: 1, addedMs: 0 },
  };
}
