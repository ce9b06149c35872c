import { expect, test } from 'vitest';
import { given } from '#lib/learn/comparison/given.ts';
import { groups, linesOf } from './cells.ts';

const estate = { callsPerSecond: 200, instances: 8, watchedSeconds: 400, seeds: 40 };
const eureka = {
  ...{
    mechanism: 'eureka',
    but: null,
    assumedLookupMs: 5,
    staleMean: 251,
    staleMost: 289.7,
    wrongCalls: 6275,
  },
  ...{ lookupsPerSecond: 0.03333, beatsPerSecond: 0.2667, addedMs: 0 },
};

test('a mechanism that was measured shows its figures, and its lookup as the input it was', () => {
  expect(cellsOf('eureka')).toEqual([
    'assumed: 5 ms',
    'given: low to medium',
    'given: external',
    'given: no',
    'given: AWS and Spring',
    'measured: 251 s',
    'measured: 290 s',
    'measured: 6,275',
    'measured: 0.03/s',
    'measured: 0.27/s',
    'measured: 0 ms',
  ]);
});

test('a mechanism that was not measured has the course’s word and dashes', () => {
  expect(cellsOf('consul').slice(0, 2)).toEqual(['given: 5 ms', 'given: low: a heartbeat every 10 s']);
  expect(cellsOf('consul').slice(5)).toEqual(Array.from({ length: 6 }, () => 'null: –'));
});

test('one that the course does not compare is listed last, under its own name', () => {
  const lines = linesOf(given, [{ ...eureka, mechanism: 'carrier-pigeon' }], estate);
  expect(lines.map(({ label }) => label).slice(-2)).toEqual(['Kubernetes built-in', 'Carrier pigeon']);
  expect(lines[lines.length - 1].cells[1].text).toBe('–');
});

test('what never heard of the crash is stale for ever, and says how long it was watched', () => {
  const [line] = linesOf([], [{ ...eureka, staleMean: null, staleMost: null }], estate);
  expect(line.cells[5]).toEqual({
    text: 'for ever',
    from: 'measured',
    title: 'Still going on when the run ended, after 400 s',
  });
});

test('every line has a cell for every column', () => {
  const count = groups.flatMap(({ columns }) => columns).length;
  for (const { cells } of linesOf(given, [eureka], estate)) expect(cells.length).toBe(count);
});

function cellsOf(mechanism: string): string[] {
  const line = linesOf(given, [eureka], estate).find((each) => each.mechanism === mechanism);
  return line?.cells.map(({ from, text }) => `${from}: ${text}`) ?? [];
}
