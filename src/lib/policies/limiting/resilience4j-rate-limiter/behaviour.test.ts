import { describe, expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { fatesOf } from '#lib/policies/limiting/replay-arrivals.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';
import { replays } from './replay.ts';

const second = { limitForPeriod: 2, limitRefreshPeriodMs: 1_000, timeoutDurationMs: 0 };
function limiter(config: object): LoneGate {
  return new LoneGate(create, { ...defaultsOf(policy.fields), ...second, ...config });
}
/** The wait in ms of each that got a permission, null of each that was refused. */
function waits(lone: LoneGate, timesMs: readonly number[]): (number | null)[] {
  const arrivals = timesMs.map((atMs) => ({ atMs, client: 0, serviceMs: 0 }));
  return fatesOf(lone, arrivals).map(({ admitted, delayMs }) => (admitted ? delayMs : null));
}

describe('permissions', () => {
  test('come with each period since creation, and are saved up to one period’s', () => {
    expect(waits(limiter({}), [900, 900, 900, 999, 1_000, 1_000, 1_000])).toEqual([
      0,
      0,
      null,
      null,
      0,
      0,
      null,
    ]);
    expect(waits(limiter({}), [0, 5_000, 5_000, 5_000])).toEqual([0, 0, 0, null]);
  });

  test('are reserved ahead by who can wait so long', () => {
    const lone = limiter({ timeoutDurationMs: 1_500 });
    // Two of this period, two of the next; the fifth would wait 2 s, the same at 500 ms 1.5 s.
    expect(waits(lone, [0, 0, 0, 0, 0, 500, 600])).toEqual([0, 0, 1_000, 1_000, null, 1_500, 1_400]);
  });

  test('may be in debt for longer than a period', () => {
    const lone = limiter({ timeoutDurationMs: 3_000 });
    const all = waits(lone, [...Array<number>(8).fill(0), 1_000, 4_000]);
    expect(all).toEqual([0, 0, 1_000, 1_000, 2_000, 2_000, 3_000, 3_000, 3_000, 0]);
  });
});

test('who cannot get one in time waits out the timeout and is refused, having reserved nothing', () => {
  const lone = limiter({ timeoutDurationMs: 300 });
  lone.admit();
  lone.admit();
  const refusedAt: number[] = [];
  lone.onEnded = () => refusedAt.push(lone.sim.now);
  const waiting = lone.admit();
  expect(lone.isWaiting(waiting)).toBe(true);
  lone.wait(299_999);
  expect(refusedAt).toEqual([]);
  lone.wait(1);
  expect(refusedAt).toEqual([300_000]);
  lone.wait(700_000);
  const [first, second] = [lone.admit(), lone.admit()];
  expect([lone.isWaiting(first), lone.isWaiting(second)]).toEqual([false, false]);
});

test('a period counts from the restart of the process, a key’s from its first request', () => {
  const all = limiter({});
  all.wait(700_000);
  all.gate.reset();
  const keyed = limiter({ key: 'client' });
  expect(waits(all, [701, 701, 1_699, 1_700])).toEqual([0, 0, null, 0]);
  expect(waits(keyed, [701, 701, 1_700, 1_701])).toEqual([0, 0, null, 0]);
});

test('a default period of 500 ns limits nothing', () => {
  const lone = new LoneGate(create, defaultsOf(policy.fields));
  expect(waits(lone, Array<number>(60).fill(1)).filter((wait) => wait === null || wait > 0.002)).toEqual([]);
});

test('a recorded command may take several permissions', () => {
  const config = { limitForPeriod: 3, limitRefreshPeriodMs: 100, timeoutDurationMs: 250 };
  const events = [2, 2, 3, 3].map((permits) => ({ atMs: 40, op: 'acquire', permits }));
  const expected = events.map(({ atMs }, event) => ({ event, atMs }));
  const { decisions } = replays['r4j-ratelimiter']({ id: '', mechanism: '', config, events, expected });
  expect(decisions).toEqual([
    { event: 0, atMs: 40, permitted: true },
    { event: 1, atMs: 40, permitted: true, waitMs: 60 },
    { event: 2, atMs: 40, permitted: true, waitMs: 160 },
    { event: 3, atMs: 40, permitted: false },
  ]);
});
