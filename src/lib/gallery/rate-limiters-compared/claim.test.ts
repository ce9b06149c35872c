import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { Watched } from '#lib/world/watched.ts';

const LIMIT = 20;
const BURST_S = 0.5;
/** A little before and after: a message takes 1 ms, the gateway 0.2 ms. */
const SLACK_S = 0.01;
/** The first lies across the edge of a second. */
const [acrossEdge, withinSecond] = [9.75, 20.25];

const lanes = [
  'fixed window',
  'sliding log',
  'sliding counter',
  'token bucket',
  'leaky queue',
  'gcra',
] as const;
type Lane = (typeof lanes)[number];

const watched = new Watched(gallery.get('rate-limiters-compared')!.scenario).run(40);
const sent = watched.hops.filter((hop) => !hop.back);
/** When requests came to a limiter, and when they were sent on from there. */
const arrivals = (lane: Lane) =>
  sent.filter(({ edge }) => edge === `e${lanes.indexOf(lane) + 1}`).map(({ end }) => end);
const letOn = (lane: Lane) =>
  sent.filter(({ edge }) => edge === `e${lanes.indexOf(lane) + 7}`).map(({ start }) => start);
const within = (times: readonly number[], from: number, seconds: number) =>
  times.filter((at) => at >= from && at < from + seconds + SLACK_S).length;
const most = (times: readonly number[]) =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1).length));

test('requests come to the six at the same moments, twice 40 in half a second', () => {
  const first = arrivals('fixed window');
  for (const lane of lanes) expect(arrivals(lane)).toEqual(first);
  for (const burst of [acrossEdge, withinSecond])
    expect(within(first, burst, BURST_S)).toBeGreaterThanOrEqual(2 * LIMIT);
});

test.each([
  ['fixed window', 40, 20],
  ['sliding log', 20, 20],
  ['sliding counter', 25, 20],
  ['token bucket', 29, 29],
  ['gcra', 29, 29],
] as const)(
  'the %s lets through %i of the burst across an edge, %i of the one within a second',
  (lane, first, second) => {
    expect(within(letOn(lane), acrossEdge, BURST_S)).toBe(first);
    expect(within(letOn(lane), withinSecond, BURST_S)).toBe(second);
  },
);

test('only the log keeps to the limit in every second; the fixed window lets twice as many through', () => {
  expect(most(letOn('sliding log'))).toBe(LIMIT);
  expect(most(letOn('fixed window'))).toBe(2 * LIMIT);
  expect(most(letOn('sliding counter'))).toBeGreaterThan(LIMIT);
});

test('a bucket lets at most a bucket and a second’s drip through in a second; GCRA decides alike', () => {
  expect(most(letOn('token bucket'))).toBeLessThanOrEqual(2 * LIMIT);
  expect(letOn('gcra')).toEqual(letOn('token bucket'));
});

test('the leaky queue takes as many as the bucket, and lets them out 50 ms apart', () => {
  const times = letOn('leaky queue');
  expect(most(times)).toBeLessThanOrEqual(LIMIT);
  times.slice(1).forEach((at, i) => expect(at - times[i]).toBeGreaterThan(1 / LIMIT - 0.000_01));
  const refused = (source: string) =>
    watched.ends.filter((end) => end.source === source && end.outcome === 'rate-limited').length;
  expect(refused('App 5')).toBe(refused('App 4'));
  expect(refused('App 5')).toBeGreaterThan(0);
});
