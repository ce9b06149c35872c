import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { fatesOf } from '#lib/policies/limiting/replay-arrivals.ts';
import { create, type NginxLimitReq } from './behaviour.ts';
import type { LimitReq } from './policy.ts';

const usual: LimitReq = {
  key: 'global',
  rate: 10,
  per: 'r/s',
  burst: 0,
  delay: 0,
  nodelay: false,
  zoneKilobytes: 32,
};
const lone = (...limits: Partial<LimitReq>[]) =>
  new LoneGate(create, { limits: limits.map((each) => ({ ...usual, ...each })), rejectStatus: 503 });
type Asked = readonly [atMs: number, client: number];

function fates(gate: LoneGate, asked: readonly (number | Asked)[]) {
  const arrivals = asked.map((each) => {
    const [atMs, client] = typeof each === 'number' ? [each, 0] : each;
    return { atMs, client, serviceMs: 0 };
  });
  return fatesOf(gate, arrivals);
}
/** The delay in ms of each that passed, null of each that was refused. */
const delays = (...of: Parameters<typeof fates>) =>
  fates(...of).map(({ admitted, delayMs }) => (admitted ? delayMs : null));

describe('a rate without burst', () => {
  test.each([
    [10, 'r/s', 100],
    [1, 'r/s', 1_000],
    [3, 'r/s', 334],
    [1, 'r/m', 62_500], // 16 milli-requests a second
    [30, 'r/m', 2_000],
    [100, 'r/m', 601], // 1,666 milli-requests a second
  ] as const)('of %i%s lets the next one in after %i ms, and not a ms earlier', (rate, per, ms) => {
    expect(delays(lone({ rate, per }), [0, ms - 1])).toEqual([0, null]);
    expect(delays(lone({ rate, per }), [0, ms])).toEqual([0, 0]);
  });

  test('is counted from the last that passed: refused ones change nothing', () => {
    expect(delays(lone({}), [0, 60, 99, 100, 150, 199.999, 200])).toEqual([0, null, null, 0, null, null, 0]);
  });

  test('ticks in whole ms', () => {
    expect(delays(lone({}), [0.9, 99.9, 100.1])).toEqual([0, null, 0]);
  });
});

describe('a burst', () => {
  const together = Array<number>(8).fill(5);

  test('is let through at the rate: burst + 1, the first at once', () => {
    expect(delays(lone({ burst: 3 }), together)).toEqual([0, 100, 200, 300, null, null, null, null]);
  });

  test('passes at once with nodelay', () => {
    expect(delays(lone({ burst: 3, nodelay: true }), together).slice(0, 5)).toEqual([0, 0, 0, 0, null]);
  });

  test('passes at once up to the delay, and is then held back by what is above it', () => {
    expect(delays(lone({ burst: 3, delay: 2 }), together).slice(0, 5)).toEqual([0, 0, 0, 100, null]);
  });

  test('delays by whole ms, rounded down', () => {
    expect(delays(lone({ rate: 7, burst: 3 }), together).slice(0, 4)).toEqual([0, 142, 285, 428]);
  });

  test('smaller than the delay is never delayed', () => {
    expect(delays(lone({ burst: 2, delay: 9 }), together).slice(0, 4)).toEqual([0, 0, 0, null]);
  });
});

describe('several limits', () => {
  test('the first that refuses leaves all as they were', () => {
    const gate = lone({ key: 'client', burst: 1, nodelay: true }, { burst: 1, nodelay: true });
    const [first, second] = (gate.gate as NginxLimitReq).zones;
    expect(
      delays(gate, [
        [0, 1],
        [0, 2],
        [0, 3],
        [0, 3],
        [100, 3],
      ]),
    ).toEqual([0, 0, null, null, 0]);
    // Client 3 was refused twice by the second zone, and then came as if for the first time.
    expect([first.seen, second.seen]).toEqual([0, 1_000]);
  });

  test('one that refuses is not followed by the others', () => {
    const gate = lone({ key: 'client' }, { burst: 9, nodelay: true });
    const asked: Asked[] = [
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 2],
    ];
    const looked: number[] = [];
    fatesOf(
      gate,
      asked.map(([atMs, client]) => ({ atMs, client, serviceMs: 0 })),
      () => looked.push((gate.gate as NginxLimitReq).looked),
    );
    expect(looked).toEqual([2, 1, 1, 2]);
    expect((gate.gate as NginxLimitReq).zones[1].seen).toBe(1_000); // two requests, not four
  });

  test('delay by the longest', () => {
    const gate = lone({ rate: 10, burst: 5 }, { rate: 4, burst: 5, delay: 1 });
    expect(delays(gate, [0, 0, 0, 0])).toEqual([0, 100, 250, 500]);
  });
});

describe('any number of limits', () => {
  /** The rule as the module's source has it, with a plain map for each zone. */
  class Transcribed {
    private readonly zones: Map<number, { excess: number; last: number }>[];
    constructor(private readonly limits: readonly LimitReq[]) {
      this.zones = limits.map(() => new Map());
    }
    /** ms of delay, or null. */
    asked(atMs: number, client: number): number | null {
      const excesses: number[] = [];
      for (const [at, limit] of this.limits.entries()) {
        const known = this.zones[at].get(limit.key === 'client' ? client : 0);
        const rate = Math.floor((limit.rate * 1_000) / (limit.per === 'r/s' ? 1 : 60));
        const excess =
          known === undefined
            ? 0
            : Math.max(0, known.excess - Math.floor((rate * (atMs - known.last)) / 1_000) + 1_000);
        if (excess > limit.burst * 1_000) return null;
        excesses.push(excess);
      }
      const delays = this.limits.map((limit, at) => {
        this.zones[at].set(limit.key === 'client' ? client : 0, { excess: excesses[at], last: atMs });
        const rate = Math.floor((limit.rate * 1_000) / (limit.per === 'r/s' ? 1 : 60));
        const above = excesses[at] - limit.delay * 1_000;
        return limit.nodelay || above <= 0 ? 0 : Math.floor((above * 1_000) / rate);
      });
      return Math.max(...delays);
    }
  }

  const someLimit = fc.record({
    key: fc.constantFrom('global' as const, 'client' as const),
    rate: fc.integer({ min: 1, max: 40 }),
    per: fc.constantFrom('r/s' as const, 'r/m' as const),
    burst: fc.nat(6),
    delay: fc.nat(4),
    nodelay: fc.boolean(),
    zoneKilobytes: fc.constant(32),
  });
  /** All within 60 s, so that no state is reclaimed. */
  const gaps = fc.array(fc.tuple(fc.oneof(fc.constant(0), fc.nat(9), fc.nat(100), fc.nat(900)), fc.nat(2)), {
    maxLength: 60,
  });

  test('decide and delay as the module’s source does', () => {
    fc.assert(
      fc.property(fc.array(someLimit, { minLength: 1, maxLength: 3 }), gaps, (limits, between) => {
        let now = 0;
        const asked = between.map(([gap, client]): Asked => [(now += gap), client]);
        const source = new Transcribed(limits);
        expect(delays(lone(...limits), asked)).toEqual(asked.map((each) => source.asked(...each)));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('a zone', () => {
  const zoneOf = (gate: LoneGate) => (gate.gate as NginxLimitReq).zones[0];
  const client = (index: number, atMs: number): Asked => [atMs, index];
  const tight = { key: 'client', rate: 1, per: 'r/m' } as const;

  test('of 32 kB holds 256 states, of 1 MB 8,192', () => {
    expect(zoneOf(lone({ ...tight })).states).toBe(256);
    expect(zoneOf(lone({ ...tight, zoneKilobytes: 1_024 })).states).toBe(8_192);
  });

  test('that is full drops the key used longest ago', () => {
    const gate = lone(tight);
    const filling = Array.from({ length: 256 }, (_, i) => client(i, 0));
    const after = [client(0, 1), client(256, 1), client(0, 2), client(1, 2)];
    // Client 0 was used again, so client 1 went: it may ask as if for the first time.
    expect(delays(gate, [...filling, ...after]).slice(256)).toEqual([null, 0, null, 0]);
    expect(zoneOf(gate).table.count).toBe(256);
  });

  test.each([
    [59_999, 4],
    [60_000, 2],
  ])('when a new key comes after %i ms there are %i states', (ms, states) => {
    const gate = lone({ ...tight, rate: 10, per: 'r/s' });
    fates(gate, [client(1, 0), client(2, 0), client(3, 0), client(4, ms)]);
    expect(zoneOf(gate).table.count).toBe(states);
  });

  test('that reclaimed a key lets it begin anew, with one more at once than it would have had', () => {
    const slow = { ...tight, burst: 1 };
    const twice = [client(1, 0), client(1, 0)];
    expect(delays(lone(slow), [...twice, client(1, 62_500)])).toEqual([0, 62_500, 62_500]);
    expect(delays(lone(slow), [...twice, client(2, 62_500), client(1, 62_500)])).toEqual([0, 62_500, 0, 0]);
  });

  test('keeps a state that still has an excess', () => {
    const gate = lone({ ...tight, burst: 2, nodelay: true });
    fates(gate, [client(1, 0), client(1, 0), client(2, 60_000)]);
    expect(zoneOf(gate).table.count).toBe(2);
  });
});

test('it explains its excess, its states and what it has done', () => {
  const gate = lone({ key: 'client', burst: 3, delay: 1 });
  fates(
    gate,
    Array.from({ length: 6 }, () => [0, 7] as const),
  );
  expect(gate.gate.explain()).toMatchObject([
    { key: 'excess', of: 3, line: 1 },
    { key: 'states', value: 1, of: 256, bars: [{ label: 'client 7', of: 3 }] },
    { key: 'delayed', value: 2 },
    { key: 'refused', value: 2 },
  ]);
});

test('in a dry run all pass at once, and the excess is that of a real one', () => {
  const asked = [0, 10, 20, 30, 40, 150, 160];
  const limits = [{ ...usual, burst: 2 }];
  const excessAfter = (dryRun: boolean) => {
    const gate = new LoneGate(create, { limits, rejectStatus: 503, dryRun });
    const passed = fates(gate, asked);
    const facts = gate.gate.explain().map(({ key, value }) => [key, value]);
    return { passed, facts };
  };
  const dry = excessAfter(true);
  expect(dry.passed.map(({ admitted, delayMs }) => [admitted, delayMs])).toEqual(asked.map(() => [true, 0]));
  expect(delays(lone({ burst: 2 }), asked)).toEqual([0, 90, 180, null, null, 150, null]);
  const [, delayed, refused] = dry.facts;
  expect([delayed, refused]).toEqual([
    ['delayed', 3],
    ['refused', 3],
  ]);
});
