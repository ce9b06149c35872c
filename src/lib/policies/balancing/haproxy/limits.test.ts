import { describe, expect, test } from 'vitest';
import { OK, QUEUE_FULL } from '#lib/base/outcomes.ts';
import type { LonePort } from '#lib/engine/lone-port.ts';
import { exceptions } from '#lib/policies/uniformity.ts';
import { burst, loneHaproxy, mark } from './lone-haproxy.ts';

const MS = 1_000;
const SECOND = 1e6;

/** Limits of the servers, and requests in the backend, as on the page. */
function limits(lone: LonePort): (number | undefined)[] {
  return lone.balancer
    .explain()
    .find(({ key }) => key === 'served')!
    .bars!.map(({ of }) => of);
}

function inside(lone: LonePort): unknown {
  return lone.balancer.explain().find(({ key }) => key === 'backend')?.value;
}

const long = { serviceMicros: () => 60 * SECOND };

describe('minconn', () => {
  test.each([
    // maxconn * requests / fullconn, never below minconn, and maxconn from fullconn on.
    [{ minconn: 2, maxconn: 10 }, 20, [2, 2, 2, 2, 2, 3, 3, 4], 8],
    [{ minconn: 2, maxconn: 10 }, 4, [2, 5, 7, 10], 4],
    [{ minconn: 0, maxconn: 10 }, 20, [10, 10], 2],
    [{ minconn: 5, maxconn: 0 }, 20, [5, 5], 2],
    [{ minconn: 2, maxconn: 10 }, 0, [10, 10], 2],
  ])('%j, fullconn %i: with one request more each time the limit is %j', (server, fullconn, expected) => {
    const lone = loneHaproxy([server], { fullconn, balance: 'leastconn' }, long);
    const found = expected.map(() => {
      burst(lone, 1);
      return limits(lone)[0];
    });
    expect(found).toEqual(expected);
  });

  test('lets calls wait that maxconn would let through, until there are more of them', () => {
    const servers = [{ minconn: 1, maxconn: 4 }];
    const lone = loneHaproxy(servers, { fullconn: 8, balance: 'leastconn' }, long);
    // Limits 1, 1, 1, 2, 2, 3: leastconn asks the server anew for each call that comes.
    expect(burst(lone, 6)).toBe('s1 - - s1 - s1');
  });
});

test('a request is in the backend from when it comes until it ends, however that is', () => {
  const config = { fullconn: 100, retries: 1, timeoutQueueMs: 200, timeoutConnectMs: 500 };
  const serviceMicros = () => 300 * MS;
  const lone = loneHaproxy([{ minconn: 1, maxconn: 1 }, { maxconn: 1 }], config, { serviceMicros });
  lone.refuse(1, true);
  burst(lone, 5);
  // One served, one before its second try, three in the queue, of which one is given up.
  expect(inside(lone)).toBe(5);
  lone.giveUp(4);
  expect(inside(lone)).toBe(4);
  lone.wait(250 * MS);
  expect(lone.requests.slice(2, 4).map(({ outcome }) => outcome)).toEqual([QUEUE_FULL, QUEUE_FULL]);
  expect(inside(lone)).toBe(2);
  lone.giveUp(1);
  expect(inside(lone)).toBe(1);
  lone.wait(SECOND);
  expect([lone.requests[0].outcome, inside(lone)]).toEqual([OK, 0]);
  for (const slot of [0, 1]) mark(lone, slot, true);
  burst(lone, 3);
  lone.wait(1);
  expect(inside(lone)).toBe(0);
});

test.each([
  // n > 0: each n-th retry; n < 0: multiples of retries + 1 + n.
  [-1, [1, 2, 3, 5]],
  [-2, [1, 2, 4, 5]],
  [-3, [1, 3, 5, 5]],
  [1, [5, 5, 5, 5]],
  [2, [1, 3, 5, 5]],
  [3, [1, 2, 4, 5]],
  [5, [1, 2, 3, 4]],
  [0, [1, 2, 3, 4]],
  // A remainder by 0.
  [-5, [1, 2, 3, 4]],
])(
  'option redispatch %i of 4 retries where a hash binds the call: tries by each second %j',
  (interval, tries) => {
    const config = { balance: 'uri', redispatch: true, redispatchInterval: interval, retries: 4 } as const;
    const lone = loneHaproxy([{}, {}], config);
    for (const slot of [0, 1]) lone.refuse(slot, true);
    const request = lone.request();
    lone.wait(SECOND / 2);
    const found = tries.map(() => {
      const { length } = lone.requests[request].tries;
      lone.wait(SECOND);
      return length;
    });
    expect(found).toEqual(tries);
  },
);

test.each([
  [1, 1 / 4],
  [2, 1 / 16],
  [3, 1 / 64],
])(
  'random(%i): the only busy one of four servers is taken when every draw is it: in %f of the calls',
  (randomDraws, share) => {
    const calls = 600;
    const serviceMicros = (i: number) => (i === 0 ? 1_000 * SECOND : 0);
    const holds = (seed: number) => {
      const lone = loneHaproxy([{}, {}, {}, {}], { balance: 'random', randomDraws }, { serviceMicros, seed });
      const busy = lone.slot();
      const taken = lone.slots(calls).filter((slot) => slot === busy).length;
      return Math.abs(taken - calls * share) <= 3 * Math.sqrt(calls * share * (1 - share));
    };
    expect(exceptions(holds)).toEqual([]);
  },
);
