import { expect, test } from 'vitest';
import { Unsupported, type Recording } from '#lib/base/recording.ts';
import { replays } from './replay.ts';

const run = (recording: Partial<Recording>) =>
  replays['dns-cache']({ id: 'x', mechanism: 'dns-cache', config: {}, ...recording });
const told = (recording: Partial<Recording>) =>
  run(recording).decisions.map(({ status, upstream, ttl, asked }) =>
    [status, upstream, ttl, asked ? 'asked' : undefined].filter((each) => each !== undefined).join(' '),
  );
const events = (...list: [number, string][]) => list.map(([t, what]) => ({ t, atMs: t, what }));

test('several records are turned with each cached reply, beginning with the order in which they came', () => {
  expect(
    told({ config: { records: 3, recordTtlS: 4 }, arrivals: [0, 500, 1000, 1500, 3500, 4000, 4500] }),
  ).toEqual([
    'NOERROR 10.0.0.1,10.0.0.2,10.0.0.3 4 asked',
    'NOERROR 10.0.0.1,10.0.0.2,10.0.0.3 4',
    'NOERROR 10.0.0.3,10.0.0.1,10.0.0.2 3',
    'NOERROR 10.0.0.2,10.0.0.3,10.0.0.1 3',
    'NOERROR 10.0.0.1,10.0.0.2,10.0.0.3 1',
    'NOERROR 10.0.0.1,10.0.0.2,10.0.0.3 4 asked',
    'NOERROR 10.0.0.1,10.0.0.2,10.0.0.3 4',
  ]);
});

test.each([
  ['a TTL of zero', { recordTtlS: 0 }],
  [
    'more records than the cache has places',
    { recordTtlS: 9, records: ['10.1.1.1', '10.1.1.2'], cacheSize: 1 },
  ],
  ['a cache without places', { recordTtlS: 9, cacheSize: 0 }],
])('with %s everybody’s question is asked on', (_, config) => {
  expect(run({ config, arrivals: [0, 10, 20] }).decisions.map(({ asked }) => asked)).toEqual([
    true,
    true,
    true,
  ]);
});

test.each([
  ['none', 600],
  [null, 600],
  [{ soaTtlS: 1, soaMinimumS: 60 }, 1000],
  [{ soaTtlS: 60, soaMinimumS: 2 }, 2000],
])(
  'a name whose denial says %j is seen at the first question after it may be forgotten',
  (negative, fromMs) => {
    const arrivals = [0, 200, 400, 600, 800, 1000, 1500, 2000];
    const config = { recordTtlS: 5, ...(negative === null ? {} : { negative }) };
    const { decisions } = run({ config, arrivals, events: events([500, 'name starts to exist']) });
    expect(arrivals[decisions.findIndex(({ status }) => status === 'NOERROR')]).toBe(fromMs);
    expect(decisions[0].status).toBe('NXDOMAIN');
  },
);

test('a failure of the server above is passed on but not kept', () => {
  const config = { recordTtlS: 5, failure: 'SERVFAIL' };
  expect(told({ config, arrivals: [0, 100, 200, 300], events: events([150, 'upstream recovers']) })).toEqual([
    'SERVFAIL asked',
    'SERVFAIL asked',
    'NOERROR 10.0.0.1 5 asked',
    'NOERROR 10.0.0.1 5',
  ]);
});

test('the lag of the resolver’s clock is the one that the recorded TTLs agree with', () => {
  const seen = (ttl: number) => ({ status: 'NOERROR', upstream: '10.0.0.1', ttl });
  const recording = { config: { recordTtlS: 9 }, arrivals: [0, 802, 1803], wallClockStartMs: 5_000_200 };
  for (const observed of [
    [seen(9), seen(9), seen(7)],
    [seen(9), seen(8), seen(7)],
  ]) {
    expect(run({ ...recording, observed }).decisions).toEqual(observed);
  }
  // No lag of a clock makes it run backwards.
  const odd = [seen(9), seen(8), seen(8)];
  expect(run({ ...recording, observed: odd }).decisions).not.toEqual(odd);
});

test('a recorded question that ours would not have asked is a difference, and one of ours that was not', () => {
  const observed = [{ status: 'NOERROR' }, { status: 'NOERROR' }];
  const recording = { config: { recordTtlS: 9 }, arrivals: [0, 500], observed, upstreamQueriesMs: [501] };
  expect(run(recording).mismatches).toEqual([
    { index: -1, expected: 501, actual: null },
    { index: -1, expected: null, actual: 0 },
  ]);
  expect(run({ ...recording, upstreamQueriesMs: [1.2] }).mismatches).toEqual([]);
});

test.each([
  { config: { resolver: 'a friend' } },
  { config: { failure: 'REFUSED' } },
  { config: { negative: { soaTtlS: 1, soaRetryS: 1 } } },
  { events: events([1, 'name ceases to exist']) },
])('%j is unsupported', (recording) => {
  expect(() => run({ arrivals: [0], ...recording })).toThrow(Unsupported);
});
