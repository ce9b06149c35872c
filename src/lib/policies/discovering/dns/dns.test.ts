import { expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import type { Action } from '#lib/scenario/document.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

interface Case {
  readonly mechanism?: Config;
  readonly cache?: Config;
  readonly instances?: number;
  readonly rate?: number;
  readonly script?: readonly Action[];
}

/** One caller; messages take 1 ms, work 1 ms, a start 1 s. */
function estate({
  mechanism = {},
  cache = { is: 'mechanism' },
  instances = 1,
  rate = 10,
  script = [],
}: Case): Watched {
  const nodes = {
    c: ['client', { ratePerSecond: rate, arrivals: 'constant' }],
    r: ['registry', { mechanism: { is: 'dns', ...mechanism }, operationTime: exactly(0) }],
    s: ['service', { instances, serviceTime: exactly(1), startSeconds: 1 }],
  } as const;
  const edges = { 'c>s': { timeoutMs: 500 }, 'c>r': { callerCache: cache, timeoutMs: 300 }, 's>r': {} };
  return new Watched(sketch(nodes, edges, script));
}
const lookups = (watched: Watched) => watched.hops.filter(({ edge, back }) => edge === 'c>r' && !back);
const firstOk = (watched: Watched, after: number) =>
  watched.ends.find(({ start, outcome }) => start >= after && outcome === 'ok')?.start ?? Infinity;
/** Requests that an instance has served so far. */
const servedBy = (watched: Watched, label: string) => {
  const { host } = watched.instance(label);
  return watched.sim.instances[host].station!.totalsNow().left;
};

test('who keeps nothing asks before each call, which waits for the answer', () => {
  const watched = estate({}).run(10.05);
  expect(lookups(watched).length).toBe(100);
  const sent = watched.hops.filter(({ edge, back }) => edge === 'c>s' && !back);
  expect(sent.slice(5, 8).map(({ start }) => start)).toEqual([0.602, 0.702, 0.802]);
});

test.each([
  ['ttl', 5, 6],
  ['jvm', 5, 1],
  ['jvm', 60, 1],
])(
  'with a cache of “%s” and a TTL of %i s the resolver is asked %i times in 30 s',
  (is, recordTtlSeconds, times) => {
    const watched = estate({ mechanism: { recordTtlSeconds }, cache: { is } }).run(30.05);
    expect(lookups(watched).length).toBe(times);
  },
);

test('calls that come while the resolver is asked share its answer', () => {
  const slow = estate({ rate: 5_000 }).run(1);
  expect(lookups(slow).length).toBeLessThan(600);
  expect(slow.outcomes).toEqual({ ok: slow.ends.length });
});

test.each([
  [30, 0, 0.2],
  [30, 3, 3.1],
  [4, 30, 4.1],
  [30, 30, 30.1],
])(
  'a name that came to nothing comes back within min(SOA TTL %i, SOA minimum %i)',
  (soaTtlSeconds, soaMinimumSeconds, most) => {
    const script = [at(20, 'stop-instance', 's', {}, 0), at(40, 'restart-instance', 's', {}, 0)];
    const mechanism = { recordTtlSeconds: 2, soaTtlSeconds, soaMinimumSeconds };
    const watched = estate({ mechanism, script }).run(100);
    const denied = watched.ends.filter(({ outcome }) => outcome === 'no-instance');
    expect(denied.length).toBeGreaterThan(150);
    const serves = 41;
    expect(firstOk(watched, serves - 0.5) - serves).toBeLessThanOrEqual(most);
    // Denials follow each other, each but for the tenth of a second until somebody asks again.
    const lasts = Math.min(soaTtlSeconds, soaMinimumSeconds);
    if (lasts === 0) return;
    const count = Math.ceil((serves - denied[0].start) / lasts);
    const back = firstOk(watched, serves - 0.5) - denied[0].start;
    expect(back).toBeGreaterThanOrEqual(count * lasts);
    expect(back).toBeLessThanOrEqual(count * (lasts + 0.1) + 0.1);
  },
);

test('a JVM remembers for 10 s that there was nothing', () => {
  const script = [at(20, 'stop-instance', 's', {}, 0), at(45, 'restart-instance', 's', {}, 0)];
  const mechanism = { recordTtlSeconds: 1, soaMinimumSeconds: 0 };
  const watched = estate({ mechanism, cache: { is: 'jvm' }, script }).run(100);
  // Its list of 0 s is over at 30 s, the first denial at 40 s, the second at 50 s.
  expect(firstOk(watched, 45)).toBeGreaterThan(50);
  expect(firstOk(watched, 45)).toBeLessThan(50.5);
});

test('several addresses are turned with each answer, so that who uses the first calls each in turn', () => {
  const watched = estate({ mechanism: { addresses: 'first' }, instances: 3 }).run(30.05);
  expect(watched.outcomes).toEqual({ ok: 300 });
  const calls = [1, 2, 3].map((i) => servedBy(watched, `s-${i}`));
  for (const count of calls) expect(Math.abs(count - 100)).toBeLessThanOrEqual(2);
});

test('who balances over all of them is not led astray by their order', () => {
  for (const is of ['none', 'ttl']) {
    const watched = estate({ cache: { is }, instances: 3 }).run(30.05);
    const calls = [1, 2, 3].map((i) => servedBy(watched, `s-${i}`));
    for (const count of calls) expect(Math.abs(count - 100)).toBeLessThanOrEqual(2);
  }
});

test('who uses the first address and keeps the list calls one instance only', () => {
  const watched = estate({ mechanism: { addresses: 'first' }, cache: { is: 'jvm' }, instances: 3 }).run(25);
  const calls = [1, 2, 3].map((i) => servedBy(watched, `s-${i}`)).sort((a, b) => a - b);
  expect(calls.slice(0, 2)).toEqual([0, 0]);
});

test('a JVM that keeps addresses for ever calls a replaced instance until it is started anew', () => {
  const script = [at(20, 'replace-instance', 's', {}, 0)];
  const cache = { is: 'jvm', networkaddressCacheTtlSeconds: -1 };
  const watched = estate({ cache, script }).run(300);
  expect(firstOk(watched, 20)).toBe(Infinity);
  expect(watched.steps('r/record').map(({ subject, to }) => `${subject} ${to}`)).toEqual([
    's published',
    's-2 published',
    's absent',
  ]);
});

test.each([
  ['resolved once', { is: 'nginx' }, Infinity],
  ['with resolve', { is: 'nginx', resolve: true }, 21 + 30 + 0.5],
  ['with resolve and valid=5s', { is: 'nginx', resolve: true, validSeconds: 5 }, 21 + 30 + 5.5],
])('nginx, %s, finds a replaced instance accordingly', (_, cache, most) => {
  const watched = estate({ cache, script: [at(20, 'replace-instance', 's', {}, 0)] }).run(200);
  const found = firstOk(watched, 20);
  if (most === Infinity) expect(found).toBe(Infinity);
  else expect(found).toBeLessThan(most);
});

test('nginx goes on with its old list while it asks: no call waits', () => {
  const cache = { is: 'nginx', resolve: true, validSeconds: 1 };
  const watched = estate({ cache, script: [at(5.05, 'registry-down', 'r')] }).run(60);
  expect(watched.outcomes).toEqual({ ok: watched.ends.length });
  const waited = watched.ends.slice(2).map(({ at: end, start }) => end - start);
  expect(Math.max(...waited)).toBeLessThan(0.0031);
  // Failures are remembered for 10 s, and a question takes 0.3 s to fail.
  expect(lookups(watched).filter(({ start }) => start > 6.5).length).toBeLessThanOrEqual(6);
});

test('a gRPC channel does not see who comes, until somebody goes', () => {
  const cache = { is: 'grpc' };
  const mechanism = { recordTtlSeconds: 1 };
  const script = [
    at(40, 'stop-instance', 's', {}, 1),
    at(60, 'restart-instance', 's', {}, 1),
    at(120, 'kill-instance', 's', {}, 0),
    at(121, 'restart-instance', 's', {}, 0),
  ];
  const watched = estate({ mechanism, cache, instances: 2, script });
  const seen = [40, 60, 120, 200].map((seconds) => servedBy(watched.run(seconds), 's-2'));
  expect(seen[0]).toBeGreaterThan(190);
  // The first refused connection made it ask: the second instance is not listed any more, though it is back at 61 s.
  expect(seen[1]).toBe(seen[0]);
  expect(seen[2]).toBe(seen[0]);
  expect(seen[3]).toBeGreaterThan(seen[0] + 300);
  expect(lookups(watched).length).toBeLessThanOrEqual(4);
});

test('a gRPC channel asks no more often than every 30 s', () => {
  const script = [at(40, 'kill-instance', 's', {}, 0)];
  const watched = estate({ cache: { is: 'grpc' }, script }).run(200);
  const asked = lookups(watched).map(({ start }) => start);
  expect(asked.length).toBeGreaterThan(4);
  asked.slice(2).forEach((start, i) => expect(start - asked[i + 1]).toBeGreaterThanOrEqual(30));
});

test('while the resolver is down, who keeps nothing finds nobody, and who keeps addresses does not notice', () => {
  const script = [at(5.05, 'registry-down', 'r'), at(15.05, 'registry-up', 'r')];
  const forgetful = estate({ script }).run(30);
  const failed = forgetful.ends.filter(({ outcome }) => outcome === 'no-instance');
  expect(failed.length).toBe(100);
  expect(firstOk(forgetful, 15.05)).toBeLessThan(15.3);
  expect(estate({ script, cache: { is: 'jvm' } }).run(30).outcomes).toEqual({ ok: 299 });
});

test('a record that could not be written is written when the zone is back', () => {
  const script = [at(0, 'registry-down', 'r'), at(12, 'registry-up', 'r')];
  const watched = estate({ script }).run(40);
  const [written] = watched.steps('r/record');
  expect(written.at).toBeGreaterThan(12);
  expect(written.at).toBeLessThan(17.1);
});

test('checks take out who hangs, and bring back who answers again', () => {
  const script = [at(20, 'hang-instance', 's', {}, 1), at(150, 'recover-instance', 's', {}, 1)];
  const mechanism = { recordTtlSeconds: 5, health: { is: 'route53', requestIntervalSeconds: 10 } };
  const watched = estate({ mechanism, instances: 2, script }).run(60);
  const out = servedBy(watched, 's-2');
  expect(servedBy(watched.run(150), 's-2')).toBe(out);
  expect(servedBy(watched.run(220), 's-2')).toBeGreaterThan(out + 100);
  const steps = watched.steps('r/health').map(({ subject, to, at: when }) => ({ subject, to, when }));
  expect(steps.map(({ subject, to }) => `${subject} ${to}`)).toEqual(['s-2 unhealthy', 's-2 healthy']);
  expect(steps[0].when - 20).toBeLessThan(36);
});
