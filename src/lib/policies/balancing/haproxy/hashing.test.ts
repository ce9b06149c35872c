import { describe, expect, test } from 'vitest';
import { CONNECTION_REFUSED, NO_INSTANCE, OK, QUEUE_FULL } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import type { LonePort } from '#lib/engine/lone-port.ts';
import '#lib/policies/all-behaviours.ts';
import { at, sketch } from '#lib/scenario/sketch.ts';
import { World } from '#lib/world/world.ts';
import { sdbm } from './call-hash.ts';
import { loneHaproxy, mark, names } from './lone-haproxy.ts';
import { fields, serverFields, type HaproxyConfig, type HaproxyServer } from './policy.ts';

const MS = 1_000;
const SECOND = 1e6;

test.each(['', 'a', 'ab', '/users', '/some/longer/path/with-many-segments'])(
  'sdbm of “%s” is hash * 65599 + c, modulo 2^32',
  (text) => {
    let hash = 0n;
    for (const char of text) hash = (hash * 65_599n + BigInt(char.charCodeAt(0))) % 2n ** 32n;
    expect(sdbm(text)).toBe(Number(hash));
    expect(sdbm(`${text}?page=2`)).toBe(Number(hash));
  },
);

function byUri(
  servers: readonly Partial<HaproxyServer>[],
  config: Partial<HaproxyConfig> = {},
  serviceMs = 0,
) {
  const lone = loneHaproxy(servers, { balance: 'uri', ...config }, { serviceMicros: () => serviceMs * MS });
  /** A path that falls on this place of the map. */
  const pathOn = (place: number, places: number): number => {
    for (let n = 0; ; n++) if (sdbm(`/k${n}`) % places === place) return lone.sim.paths.intern(`/k${n}`);
  };
  return { lone, pathOn };
}

const outcomes = (lone: LonePort) => lone.requests.map(({ outcome }) => outcome);
const tries = (lone: LonePort, request: number) =>
  names(lone.requests[request].tries.map(({ slot }) => slot));

test.each([
  [[1, 1, 1], 's1 s2 s3'],
  [[3, 2, 1], 's1 s1 s2 s1 s2 s3'],
  [[30, 20, 10], 's1 s1 s2 s1 s2 s3'],
])('uri with weights %j has the map of static-rr: %s', (weights, map) => {
  const { lone, pathOn } = byUri(weights.map((weight) => ({ weight })));
  const places = map.split(' ');
  const found = places.map((_, place) => lone.slot(pathOn(place, places.length)));
  expect(names(found)).toBe(map);
});

test('source takes the client’s address as it is', () => {
  const lone = loneHaproxy([{}, {}, {}], { balance: 'source' });
  for (const address of [0x0a000001, 0x0a000002, 0xc0a80105]) {
    Object.assign(lone.sim.instances[0], { hash: address });
    expect([lone.slot(), lone.slot(1)]).toEqual([address % 3, address % 3]);
  }
});

test('a server that goes takes its places out of the map, and no slow start changes it', () => {
  const { lone, pathOn } = byUri([{ slowstartMs: 60_000 }, {}, {}]);
  const six = [0, 1, 2, 3, 4, 5].map((place) => pathOn(place, 6));
  expect(names(six.map((path) => lone.slot(path)))).toBe('s1 s2 s3 s1 s2 s3');
  mark(lone, 0, true);
  expect(names(six.map((path) => lone.slot(path)))).toBe('s2 s3 s2 s3 s2 s3');
  mark(lone, 0, false);
  expect(names(six.map((path) => lone.slot(path)))).toBe('s1 s2 s3 s1 s2 s3');
});

test('a call whose server is full waits for that one, though another is free', () => {
  const { lone, pathOn } = byUri([{ maxconn: 1 }, { maxconn: 1 }], {}, 100);
  const first = pathOn(0, 2);
  for (let i = 0; i < 3; i++) lone.request(first);
  expect(lone.slot(pathOn(1, 2))).toBe(1);
  lone.wait(350 * MS);
  expect([0, 1, 2].map((request) => tries(lone, request))).toEqual(['s1', 's1', 's1']);
  expect(lone.requests.slice(0, 3).map(({ endMicros }) => endMicros / MS)).toEqual([100, 200, 300]);
});

test('who waits there for longer than timeout queue is refused', () => {
  const { lone, pathOn } = byUri([{ maxconn: 1 }, {}], { timeoutQueueMs: 50 }, 200);
  const path = pathOn(0, 2);
  lone.request(path);
  lone.request(path);
  lone.wait(60 * MS);
  expect(outcomes(lone).slice(1)).toEqual([QUEUE_FULL]);
});

describe('when the server that calls wait for goes down', () => {
  function waiting(redispatch: boolean) {
    const { lone, pathOn } = byUri(
      [{ maxconn: 1 }, { maxconn: 1 }],
      { redispatch, timeoutQueueMs: 500 },
      100,
    );
    for (let i = 0; i < 3; i++) lone.request(pathOn(0, 2));
    mark(lone, 0, true);
    return lone;
  }

  test('with redispatch they are bound to the others', () => {
    const lone = waiting(true);
    lone.wait(SECOND);
    expect([0, 1, 2].map((request) => tries(lone, request))).toEqual(['s1', 's2', 's2']);
    expect(outcomes(lone)).toEqual([OK, OK, OK]);
  });

  test('with redispatch and nobody else they are refused', () => {
    const lone = waiting(true);
    mark(lone, 1, true);
    lone.wait(1);
    // The first of them is on its way already.
    expect(outcomes(lone)[2]).toBe(NO_INSTANCE);
  });

  test('without it they get there all the same, one after another', () => {
    const lone = waiting(false);
    lone.wait(150 * MS);
    expect([1, 2].map((request) => tries(lone, request))).toEqual(['s1', '']);
    lone.wait(SECOND);
    expect([1, 2].map((request) => tries(lone, request))).toEqual(['s1', 's1']);
    expect(outcomes(lone)).toEqual([OK, OK, OK]);
  });
});

function refused(server: Partial<HaproxyServer>, before: (lone: LonePort) => void) {
  const { lone, pathOn } = byUri([server, {}], { redispatch: true });
  before(lone);
  lone.refuse(0, true);
  const request = lone.request(pathOn(0, 2));
  lone.wait(10 * SECOND);
  const { outcome, atMicros, endMicros } = lone.requests[request];
  expect(outcome).toBe(CONNECTION_REFUSED);
  return [tries(lone, request), endMicros - atMicros];
}

test('a refused call is tried again where its hash falls, with redispatch too, which spares it the last wait', () => {
  expect(refused({}, () => undefined)).toEqual(['s1 s1 s1 s1', 2 * SECOND]);
});

test('with redispatch a server in slow start is not waited for', () => {
  const startSlowly = (lone: LonePort) => {
    for (const isDown of [true, false]) mark(lone, 0, isDown);
  };
  expect(refused({ slowstartMs: 60_000 }, startSlowly)).toEqual(['s1 s1 s1 s1', 0]);
});

test.each(['source', 'uri'] as const)('%s: a snapshot goes on as if nothing had been', (balance) => {
  const servers = Array.from({ length: 3 }, () => ({ ...defaultsOf(serverFields), maxconn: 2 }));
  const balancer = { is: 'haproxy', ...defaultsOf(fields), balance, servers, redispatch: true };
  const s = ['service', { instances: 3, threads: 4 }] as const;
  const nodes = { c: ['client', { ratePerSecond: 90 }], g: ['gateway', {}], s } as const;
  const edges = { 'c>g': {}, 'g>s': { balancer, health: { is: 'haproxy' } } };
  const script = [at(2, 'kill-instance', 's', {}, 1), at(6, 'restart-instance', 's', {}, 1)];
  const scenario = sketch(nodes, edges, script);
  const straight = new World(scenario).sim;
  straight.run(12e6);
  const first = new World(scenario).sim;
  first.run(3.3e6);
  const second = new World(scenario).sim;
  second.restore(first.save());
  second.run(12e6);
  expect(second.digest.text()).toBe(straight.digest.text());
  expect(straight.counters.outcomes[0]).toBeGreaterThan(100);
});
