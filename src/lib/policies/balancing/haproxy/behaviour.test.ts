import { describe, expect, test } from 'vitest';
import {
  CANCELLED,
  CONNECTION_REFUSED,
  ERROR,
  NO_INSTANCE,
  OK,
  QUEUE_FULL,
  TIMED_OUT,
} from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { LonePort } from '#lib/engine/lone-port.ts';
import '#lib/policies/all-behaviours.ts';
import { checkers } from '#lib/policies/behaviours.ts';
import { policies } from '#lib/policies/policies.ts';
import { burst, loneHaproxy, mark, names } from './lone-haproxy.ts';

const MS = 1_000;
const SECOND = 1e6;
const checkPolicy = policies.find(({ family, policy }) => family === 'checking' && policy === 'haproxy')!;

/** Makes a request, waits long, and tells whom it was sent to, how it ended, and after how many ms. */
function fate(lone: LonePort): [tries: string, outcome: number, ms: number] {
  const request = lone.requests[lone.request()];
  lone.wait(10 * SECOND);
  const { tries, outcome, atMicros, endMicros } = request;
  return [names(tries.map(({ slot }) => slot)), outcome, (endMicros - atMicros) / MS];
}

function served(lone: LonePort): number[] {
  return lone.balancer
    .explain()
    .find(({ key }) => key === 'served')!
    .bars!.map(({ value }) => value);
}

test.each([
  [{ retries: 3 }, 's1 s1 s1 s1', 3_000],
  [{ retries: 2, timeoutConnectMs: 300 }, 's1 s1 s1', 600],
  [{ retries: 1, timeoutConnectMs: 0 }, 's1 s1', 1_000],
  [{ retries: 0 }, 's1', 0],
])(
  '%j: a refused connection is tried again on the same server: %s, after %i ms in all',
  (config, tries, ms) => {
    const lone = loneHaproxy([{}, {}], config);
    lone.refuse(0, true);
    expect(fate(lone)).toEqual([tries, CONNECTION_REFUSED, ms]);
  },
);

test.each([
  ['roundrobin', 's1 s2', 0],
  ['static-rr', 's1 s2', 0],
  ['leastconn', 's1 s2', 0],
  ['first', 's1 s2', 0],
] as const)('no call of %s is bound to its server: with redispatch it goes %s', (balance, tries, ms) => {
  const lone = loneHaproxy([{}, {}], { balance, redispatch: true });
  lone.refuse(0, true);
  expect(fate(lone)).toEqual([tries, OK, ms]);
});

test('with one active server redispatch waits for it', () => {
  const lone = loneHaproxy([{}, { backup: true }], { redispatch: true });
  lone.refuse(0, true);
  expect(fate(lone)).toEqual(['s1 s1 s1 s1', CONNECTION_REFUSED, 3_000]);
});

test('a retry that stays with its server is sent there though nobody is up any more; one that may leave finds nobody', () => {
  const lone = loneHaproxy([{}], { redispatch: true, timeoutConnectMs: 300 });
  lone.refuse(0, true);
  const request = lone.requests[lone.request()];
  lone.wait(100 * MS);
  mark(lone, 0, true);
  lone.wait(SECOND);
  expect(names(request.tries.map(({ slot }) => slot))).toBe('s1 s1 -');
  expect([request.outcome, request.endMicros / MS]).toEqual([NO_INSTANCE, 600]);
});

test('a refusal that makes the observing check take the server out lets the call leave it', () => {
  const config = {
    ...defaultsOf(checkPolicy.fields),
    observe: 'layer4',
    errorLimit: 1,
    onError: 'mark-down',
  };
  const check = { checker: checkers.get('haproxy'), checkerConfig: config };
  const lone = loneHaproxy([{}], { redispatch: true, timeoutConnectMs: 300 }, check);
  lone.refuse(0, true);
  const request = lone.requests[lone.request()];
  lone.wait(SECOND);
  expect(names(request.tries.map(({ slot }) => slot))).toBe('s1 -');
  expect([request.outcome, request.endMicros / MS]).toEqual([NO_INSTANCE, 300]);
});

test('a redispatched call does not come back to the server that refused it, while there is another', () => {
  const lone = loneHaproxy([{ weight: 200 }, {}], { redispatch: true });
  lone.refuse(0, true);
  expect(fate(lone)).toEqual(['s1 s2', OK, 0]);
});

test('answers and time-outs are not tried again', () => {
  const lone = loneHaproxy([{}, {}], { redispatch: true }, { timeoutMicros: 50 * MS });
  lone.answer(0, ERROR);
  expect(fate(lone)).toEqual(['s1', ERROR, 0]);
  lone.hangs[1] = true;
  expect(fate(lone)).toEqual(['s2', TIMED_OUT, 50]);
});

test('calls that find all servers full wait in order, and the server that is free first takes the longest waiting', () => {
  const serviceMicros = (i: number) => (i === 0 ? 20 : 10) * MS;
  const lone = loneHaproxy([{ maxconn: 1 }, { maxconn: 1 }], {}, { serviceMicros });
  expect(burst(lone, 5)).toBe('s1 s2 - - -');
  lone.wait(100 * MS);
  const fates = lone.requests.map(({ tries, endMicros }) => [
    names(tries.map(({ slot }) => slot)),
    endMicros / MS,
  ]);
  expect(fates).toEqual([
    ['s1', 20],
    ['s2', 10],
    ['s2', 20],
    ['s1', 30],
    ['s2', 30],
  ]);
  expect(served(lone)).toEqual([0, 0]);
});

test.each([
  [{ timeoutQueueMs: 400 }, 400],
  [{ timeoutQueueMs: 0, timeoutConnectMs: 700 }, 700],
])('%j: who waits longer than %i ms is refused', (config, ms) => {
  const lone = loneHaproxy([{ maxconn: 1 }], config, { serviceMicros: () => 5 * SECOND });
  burst(lone, 1);
  lone.wait(10 * MS);
  burst(lone, 1);
  lone.wait(20 * MS);
  burst(lone, 1);
  lone.wait(2 * SECOND);
  const [, second, third] = lone.requests;
  expect([second.outcome, third.outcome]).toEqual([QUEUE_FULL, QUEUE_FULL]);
  expect([second, third].map(({ atMicros, endMicros }) => (endMicros - atMicros) / MS)).toEqual([ms, ms]);
});

test('without either time-out they wait for ever', () => {
  const lone = loneHaproxy(
    [{ maxconn: 1 }],
    { timeoutQueueMs: 0, timeoutConnectMs: 0 },
    { serviceMicros: () => 30 * SECOND },
  );
  burst(lone, 2);
  lone.wait(29 * SECOND);
  expect(lone.requests[1].outcome).toBe(NONE);
  lone.wait(31 * SECOND);
  expect(lone.requests[1].outcome).toBe(OK);
});

test('a server that comes up takes from the queue, as many as it may have', () => {
  const lone = loneHaproxy([{ maxconn: 1 }, { maxconn: 2 }], {}, { serviceMicros: () => SECOND });
  mark(lone, 1, true);
  expect(burst(lone, 4)).toBe('s1 - - -');
  mark(lone, 1, false);
  expect(served(lone)).toEqual([1, 2]);
  expect(lone.balancer.explain().find(({ key }) => key === 'queue')!.value).toBe(1);
});

test('what a server takes from the queue as it comes up is not counted against its maxconn', () => {
  const lone = loneHaproxy(
    [{ maxconn: 1 }, { maxconn: 2 }],
    { balance: 'first' },
    { serviceMicros: () => 100 * MS },
  );
  mark(lone, 1, true);
  expect(burst(lone, 3)).toBe('s1 - -');
  mark(lone, 1, false);
  expect(served(lone)).toEqual([1, 2]);
  lone.wait(10 * MS);
  expect(burst(lone, 3)).toBe('s2 s2 -');
  expect(served(lone)).toEqual([1, 4]);
  // Nor does it take more while it has as many as that, counted or not: at 100 ms s1 does.
  lone.wait(95 * MS);
  expect(served(lone)).toEqual([1, 2]);
  lone.wait(200 * MS);
  expect(served(lone)).toEqual([0, 0]);
  expect(lone.requests.map(({ endMicros }) => endMicros / MS)).toEqual([100, 100, 100, 110, 110, 200]);
});

describe.each(['roundrobin', 'leastconn', 'first'] as const)('%s: a lone backup that is full', (balance) => {
  function waitingForBackup(redispatch: boolean) {
    const servers = [{}, { maxconn: 1, backup: true }, { backup: true }];
    const lone = loneHaproxy(servers, { balance, redispatch }, { serviceMicros: () => 100 * MS });
    mark(lone, 0, true);
    expect(burst(lone, 3)).toBe('s2 - -');
    return lone;
  }
  const tried = (lone: LonePort) => lone.requests.map(({ tries }) => names(tries.map(({ slot }) => slot)));

  test('keeps who waits for it, though others are up by now or it is down', () => {
    const lone = waitingForBackup(false);
    mark(lone, 0, false);
    mark(lone, 1, true);
    expect(burst(lone, 1)).toBe('s1');
    lone.wait(SECOND);
    expect(tried(lone)).toEqual(['s2', 's2', 's2', 's1']);
    expect(lone.requests.map(({ endMicros }) => endMicros / MS)).toEqual([100, 200, 300, 100]);
  });

  test('gives them away when it goes down, with redispatch', () => {
    const lone = waitingForBackup(true);
    mark(lone, 1, true);
    lone.wait(SECOND);
    expect(tried(lone)).toEqual(['s2', 's3', 's3']);
    expect(lone.requests.map(({ endMicros }) => endMicros / MS)).toEqual([100, 100, 100]);
  });
});

test('with nobody up a call fails at once, and those in the queue wait on', () => {
  const lone = loneHaproxy([{ maxconn: 1 }], { timeoutQueueMs: 500 }, { serviceMicros: () => 100 * MS });
  burst(lone, 2);
  mark(lone, 0, true);
  burst(lone, 1);
  lone.wait(300 * MS);
  expect(lone.requests.map(({ outcome }) => outcome)).toEqual([OK, NONE, NO_INSTANCE]);
  mark(lone, 0, false);
  lone.wait(300 * MS);
  expect(lone.requests[1].outcome).toBe(OK);
});

test('between tries a request keeps its place on the server, and gives it back when it is given up', () => {
  const lone = loneHaproxy([{ maxconn: 1 }], { timeoutQueueMs: 0 });
  lone.refuse(0, true);
  const first = lone.request();
  lone.request();
  lone.wait(500 * MS);
  expect(served(lone)).toEqual([1]);
  expect(lone.requests[1].tries).toEqual([]);
  lone.refuse(0, false);
  lone.giveUp(first);
  lone.wait(2);
  expect(lone.requests[0].outcome).toBe(CANCELLED);
  expect(lone.requests[1].outcome).toBe(OK);
  expect(served(lone)).toEqual([0]);
});

test('a request that is given up during its second try on a server gives its place back once', () => {
  const lone = loneHaproxy([{ maxconn: 2 }], {}, { serviceMicros: () => SECOND });
  lone.refuse(0, true);
  const first = lone.request();
  lone.wait(10);
  lone.refuse(0, false);
  lone.request();
  lone.wait(1_100 * MS);
  lone.request();
  expect(served(lone)).toEqual([2]);
  lone.giveUp(first);
  expect(served(lone)).toEqual([1]);
});

test('a request that is given up in the queue is forgotten', () => {
  const lone = loneHaproxy([{ maxconn: 1 }], {}, { serviceMicros: () => 10 * MS });
  burst(lone, 3);
  lone.giveUp(1);
  lone.wait(15 * MS);
  expect(lone.requests.map(({ tries }) => tries.length)).toEqual([1, 0, 1]);
  lone.wait(10 * MS);
  expect(served(lone)).toEqual([0]);
});

test('slow start lowers maxconn as well, to no less than one', () => {
  const lone = loneHaproxy([{ maxconn: 10, slowstartMs: 10_000 }], {}, { serviceMicros: () => 60 * SECOND });
  const limit = () => lone.balancer.explain().find(({ key }) => key === 'served')!.bars![0].of;
  mark(lone, 0, true);
  mark(lone, 0, false);
  expect(limit()).toBe(1);
  lone.wait(3 * SECOND);
  expect(limit()).toBe(3);
  lone.wait(8 * SECOND);
  expect(limit()).toBe(10);
});
