import { expect, test } from 'vitest';
import { ERROR, NO_INSTANCE, NO_ROUTE, OK, QUEUE_FULL, RESET, TIMED_OUT } from '#lib/base/outcomes.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import { chain, letters, loneNginx } from './lone-nginx.ts';

const SECOND = 1e6;

test.each([
  [[5, 1, 1], 'a a b a c a a'],
  [[1, 1, 1], 'a b c a b c'],
  [[3, 2, 1], 'a b a c b a'],
  [[4, 2], 'a b a a b a'],
])('weights %j give the order %s, again and again', (weights, order) => {
  const lone = loneNginx(weights.map((weight) => ({ weight })));
  const picks = order.split(' ').length;
  expect(letters(lone.slots(picks))).toBe(order);
  expect(letters(lone.slots(picks))).toBe(order);
});

test('servers without an entry in the list have the defaults', () => {
  const lone = loneNginx([{}, {}, {}], { servers: [] });
  expect(letters(lone.slots(4))).toBe('a b c a');
});

test('a refused connection goes on to the next server, within the same microsecond', () => {
  const lone = loneNginx([{}, {}]);
  lone.refuse(0, true);
  expect(chain(lone)).toBe('a b');
  expect(lone.requests[0].outcome).toBe(OK);
  expect(lone.requests[0].endMicros).toBe(lone.requests[0].atMicros);
});

test('a failed server is out for strictly more than fail_timeout whole seconds of the wall clock, then gets one probe', () => {
  // Fails at second 100 of the clock: 100.9 s.
  const lone = loneNginx([{ failTimeoutSeconds: 3 }, {}], {}, { epochMicros: 100.9 * SECOND });
  lone.refuse(0, true);
  expect(chain(lone)).toBe('a b');
  // 103.9 is second 103, and 103 - 100 is not more than 3.
  lone.wait(3 * SECOND);
  expect(chain(lone)).toBe('b');
  lone.wait(0.1 * SECOND);
  // Second 104. With an effective weight of 0 and a current one of -1 it gains for two selections before its probe.
  expect([chain(lone), chain(lone), chain(lone), chain(lone)]).toEqual(['b', 'b', 'a b', 'b']);
  lone.refuse(0, false);
  lone.wait(4 * SECOND);
  expect([chain(lone), chain(lone), chain(lone)]).toContain('a');
});

test('after max_fails failures a peer is disabled, and one before it is not', () => {
  const lone = loneNginx([{ maxFails: 2 }, {}]);
  lone.refuse(0, true);
  const chains = Array.from({ length: 8 }, () => chain(lone));
  expect(chains.filter((each) => each === 'a b').length).toBe(2);
});

test('max_fails 0 never disables', () => {
  const lone = loneNginx([{ maxFails: 0 }, {}]);
  lone.refuse(0, true);
  const chains = Array.from({ length: 6 }, () => chain(lone));
  expect(chains).toEqual(['a b', 'b', 'a b', 'b', 'a b', 'b']);
});

test('the effective weight is lost at a failure and comes back by one a selection', () => {
  const lone = loneNginx([{ weight: 4, failTimeoutSeconds: 0 }, { weight: 4 }]);
  const weight = () => lone.balancer.explain().find(({ key }) => key === 'weight')!.bars![0].value;
  lone.refuse(0, true);
  expect(chain(lone)).toBe('a b');
  lone.refuse(0, false);
  expect(weight()).toBe(0);
  lone.wait(SECOND);
  const climbing = Array.from({ length: 5 }, () => {
    chain(lone);
    return weight();
  });
  expect(climbing).toEqual([1, 2, 3, 4, 4]);
});

test('a success does not clear a failure seen in the same period, one in a later period does', () => {
  const lone = loneNginx([{ maxFails: 2, failTimeoutSeconds: 5 }, { maxFails: 0 }]);
  const fails = () => lone.balancer.explain().find(({ key }) => key === 'fails')!.bars![0].value;
  lone.refuse(0, true);
  chain(lone);
  lone.refuse(0, false);
  for (let i = 0; i < 4; i++) chain(lone);
  expect(fails()).toBe(1);
  lone.wait(6 * SECOND);
  for (let i = 0; i < 4; i++) chain(lone);
  expect(fails()).toBe(0);
});

test('backups are used when no primary is, with an order of their own', () => {
  const lone = loneNginx([{}, { backup: true, weight: 2 }, { backup: true }, { down: true }]);
  expect(letters(lone.slots(2))).toBe('a a');
  lone.refuse(0, true);
  expect(chain(lone)).toBe('a b');
  expect(letters(lone.slots(5))).toBe('c b b c b');
});

test('a lone server is never disabled', () => {
  const lone = loneNginx([{}]);
  lone.refuse(0, true);
  expect([chain(lone), chain(lone)]).toEqual(['a', 'a']);
  lone.refuse(0, false);
  expect(chain(lone)).toBe('a');
});

test('with all disabled calls fail at once, until one is due again', () => {
  const lone = loneNginx([{}, {}], {}, { epochMicros: 0 });
  lone.refuse(0, true);
  lone.refuse(1, true);
  expect(chain(lone)).toBe('a b');
  expect(chain(lone)).toBe('-');
  expect(lone.requests[1].outcome).toBe(NO_INSTANCE);
  lone.wait(11 * SECOND);
  expect(chain(lone)).not.toBe('-');
});

test('max_conns: nobody waits, the call that finds all full fails at once', () => {
  const lone = loneNginx([{ maxConns: 2 }, { maxConns: 1 }], {}, { serviceMicros: () => 1_000 });
  const slots = Array.from({ length: 4 }, () => lone.slot());
  expect(letters(slots)).toBe('a b a -');
  lone.wait(1_000);
  expect(letters([lone.slot(), lone.slot()])).toBe('a b');
});

test.each([
  ['error timeout', ERROR, 'a', ERROR],
  ['error timeout http_500', ERROR, 'a b', OK],
  ['http_503', QUEUE_FULL, 'a b', OK],
  ['http_500', QUEUE_FULL, 'a', QUEUE_FULL],
  ['http_404', NO_ROUTE, 'a b', OK],
  ['off', ERROR, 'a', ERROR],
  ['error http_500 off', ERROR, 'a', ERROR],
])('proxy_next_upstream “%s” and an answer of outcome %i: tries %s', (words, answer, tries, outcome) => {
  const lone = loneNginx([{}, {}], { proxyNextUpstream: words });
  lone.answer(0, answer);
  expect(chain(lone)).toBe(tries);
  expect(lone.requests[0].outcome).toBe(outcome);
});

test('an error status counts as a failure only when it leads to another try: on the last it passes as it came', () => {
  const lone = loneNginx([{}, {}], { proxyNextUpstream: 'http_500' });
  const fails = () =>
    lone.balancer
      .explain()
      .find(({ key }) => key === 'fails')!
      .bars!.map(({ value }) => value);
  lone.answer(0, ERROR);
  lone.answer(1, ERROR);
  expect(chain(lone)).toBe('a b');
  expect(lone.requests[0].outcome).toBe(ERROR);
  expect(fails()).toEqual([1, 0]);
});

test('404 leads on but is no failure', () => {
  const lone = loneNginx([{}, {}], { proxyNextUpstream: 'http_404' });
  lone.answer(0, NO_ROUTE);
  expect([chain(lone), chain(lone), chain(lone)]).toEqual(['a b', 'b', 'a b']);
});

test('with off a refused connection is not retried, but disables the server', () => {
  const lone = loneNginx([{}, {}], { proxyNextUpstream: 'off' });
  lone.refuse(0, true);
  expect([chain(lone), chain(lone), chain(lone)]).toEqual(['a', 'b', 'b']);
});

test.each([
  [0, 'a b c'],
  [2, 'a b'],
  [1, 'a'],
])('proxy_next_upstream_tries %i: %s', (proxyNextUpstreamTries, tries) => {
  const lone = loneNginx([{}, {}, {}], { proxyNextUpstreamTries });
  for (const slot of [0, 1, 2]) lone.refuse(slot, true);
  expect(chain(lone)).toBe(tries);
});

test('no further server is tried once proxy_next_upstream_timeout is over', () => {
  const config = { proxyNextUpstreamTimeoutSeconds: 0.25 };
  const lone = loneNginx([{}, {}, {}, {}], config, { timeoutMicros: 100_000 });
  for (const slot of [0, 1, 2, 3]) lone.hangs[slot] = true;
  expect(chain(lone, 0, SECOND)).toBe('a b c');
  expect(lone.requests[0].outcome).toBe(TIMED_OUT);
});

test('a POST that was sent is not sent again, unless non_idempotent; a refused one was not sent', () => {
  const tries = (proxyNextUpstream: string, refuses: boolean) => {
    const lone = loneNginx([{}, {}], { idempotent: false, proxyNextUpstream });
    lone.refuse(0, refuses);
    lone.answer(0, refuses ? OK : RESET);
    return chain(lone);
  };
  expect(tries('error timeout', false)).toBe('a');
  expect(tries('error timeout non_idempotent', false)).toBe('a b');
  expect(tries('error timeout', true)).toBe('a b');
});

test('least_conn takes the fewest under way for its weight; ties go by weight among the tied', () => {
  const lone = loneNginx([{ weight: 2 }, {}], { method: 'least-conn' }, { serviceMicros: () => 1_000 });
  // Under way through weight: 0 = 0 tie, a; 1/2 > 0, b; 1/2 < 1, a; 1 = 1 tie, b, whose turn it is; 1 < 2, a; 3/2 < 2, a.
  expect(letters(Array.from({ length: 6 }, () => lone.slot()))).toBe('a b a b a a');
});

test('a server that a health check takes out keeps what is known of it; one that leaves the list does not', () => {
  const lone = loneNginx([{ maxFails: 3 }, {}]);
  const fails = () => lone.balancer.explain().find(({ key }) => key === 'fails')!.bars![0].value;
  lone.refuse(0, true);
  expect(chain(lone)).toBe('a b');
  lone.endpoints.mark(0, OUT.unhealthy, true);
  expect([chain(lone), chain(lone)]).toEqual(['b', 'b']);
  lone.endpoints.mark(0, OUT.unhealthy, false);
  expect(fails()).toBe(1);
  lone.endpoints.set([2]);
  lone.endpoints.set([1, 2]);
  expect(fails()).toBe(0);
});

test('looking inside moves nothing', () => {
  const lone = loneNginx([{ weight: 5 }, {}, {}]);
  const slots = Array.from({ length: 7 }, () => {
    lone.balancer.explain();
    return lone.slots(1)[0];
  });
  expect(letters(slots)).toBe('a a b a c a a');
});

test('a new life of the process begins with fresh peers', () => {
  const lone = loneNginx([{}, {}]);
  lone.refuse(0, true);
  chain(lone);
  expect(chain(lone)).toBe('b');
  lone.balancer.reset();
  expect(chain(lone)).toBe('a b');
});
