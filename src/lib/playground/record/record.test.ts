import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomes } from '#lib/base/outcomes.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { PER_EDGE, SAMPLE_MICROS, type Seen, type TransitionRecord } from '#lib/runner/protocol.ts';
import { Record } from './record.ts';

const PLAN: Plan = {
  nodes: [{ id: 'n1', label: 'Shop', kind: 'client', firstHost: 0, hosts: 1 }],
  hosts: [{ node: 0, label: 'Shop-1', address: '' }],
  edges: [{ id: 'e1', from: 0, to: 0, contract: 'calls', path: '' }],
  charts: [
    {
      ...{ id: 'e1/breaker', machine: 'toy', owner: 'e1', concern: 'breaker', rules: ['because'] },
      ...{ states: ['a', 'b', 'c'], events: ['x', 'y'], subjects: ['one', 'two'], initial: 0 },
    },
  ],
};

interface End {
  at: number;
  duration: number;
  outcome: number;
}
interface World {
  ends: End[];
  transitions: TransitionRecord[];
}

const HORIZON = 3_000_000;
const micros = fc.integer({ min: 0, max: HORIZON });
const end = fc.record({ at: micros, duration: fc.nat(50_000), outcome: fc.nat(outcomes.length - 1) });
const move = fc.record({ at: micros, subject: fc.nat(1), to: fc.nat(2), event: fc.nat(1) });
const world = fc
  .record({ ends: fc.array(end, { maxLength: 60 }), moves: fc.array(move, { maxLength: 20 }) })
  .map(({ ends, moves }): World => {
    const state = [0, 0];
    moves.sort((a, b) => a.at - b.at);
    return {
      ends: ends.sort((a, b) => a.at - b.at),
      transitions: moves.map(({ at, subject, to, event }) => {
        const from = state[subject];
        state[subject] = to;
        return { atMicros: at, chart: 0, subject, from, to, event, rule: 0, a: 0, b: 0 };
      }),
    };
  });

/** What a worker would tell of [from, to). */
function told(told: World, from: number, to: number, truncateMicros: number | null = null): Seen {
  const ends = told.ends.filter(({ at }) => at >= from && at < to);
  const firstRow = Math.ceil(from / SAMPLE_MICROS);
  const rows = Math.max(0, Math.floor(to / SAMPLE_MICROS) - firstRow + 1);
  const width = 3 + PER_EDGE + outcomes.length;
  const values = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const at = (firstRow + row) * SAMPLE_MICROS;
    for (const { outcome } of told.ends.filter((end) => end.at < at))
      values[row * width + 3 + PER_EDGE + outcome]++;
    values.set([at, at * 2, at * 3, at * 4, at * 5], row * width);
  }
  return {
    ...{ type: 'seen', run: 1, headMicros: to, truncateMicros, hopsFromMicros: null, view: null },
    hops: {
      ...{ count: 0, edge: new Uint16Array(0), shape: new Uint8Array(0) },
      ...{ start: new Float64Array(0), end: new Float64Array(0), root: new Float64Array(0) },
    },
    ends: {
      count: ends.length,
      at: Float64Array.from(ends, ({ at }) => at),
      start: Float64Array.from(ends, ({ at, duration }) => at - duration),
      outcome: Uint8Array.from(ends, ({ outcome }) => outcome),
      root: new Float64Array(ends.length),
    },
    transitions: told.transitions.filter(({ atMicros }) => atMicros >= from && atMicros < to),
    samples: { firstRow, rows, width, values },
  };
}

function recordOf(story: World, cuts: number[]): Record {
  const record = new Record(PLAN);
  const heads = [...new Set([...cuts, HORIZON + 1])].sort((a, b) => a - b);
  heads.forEach((head, i) => record.take(told(story, heads[i - 1] ?? 0, head)));
  return record;
}

function expectSame(record: Record, story: World, t: number): void {
  const ended = story.ends.filter(({ at }) => at < t);
  expect(record.countsAt(t)).toEqual(
    outcomes.map((_, code) => ended.filter(({ outcome }) => outcome === code).length),
  );
  expect(record.transitions.before(t)).toBe(story.transitions.filter(({ atMicros }) => atMicros < t).length);
  for (const subject of [0, 1]) {
    const own = story.transitions.filter((own) => own.subject === subject && own.atMicros < t);
    expect(record.transitions.lastOf(t, 0, subject)).toEqual(own.at(-1) ?? null);
    expect(record.transitions.stateAt(t, 0, subject)).toBe(own.at(-1)?.to ?? 0);
    expect(record.transitions.eventCounts(t, 0, subject)).toEqual([
      own.filter(({ event }) => event === 0).length,
      own.filter(({ event }) => event === 1).length,
    ]);
  }
  const window = 700_000;
  const answered = ended
    .filter(({ at, outcome }) => at >= t - window && outcomes[outcome].answered)
    .map(({ duration }) => duration)
    .sort((a, b) => a - b);
  const { p50, p99, count } = record.latencyAt(t, window).answered;
  expect(count).toBe(answered.length);
  if (count > 0) {
    expect(p50).toBe(answered[Math.ceil(count * 0.5) - 1]);
    expect(p99).toBe(answered[Math.ceil(count * 0.99) - 1]);
  }
}

describe('questions agree with counting anew', () => {
  test('however the record was portioned', () => {
    fc.assert(
      fc.property(world, fc.array(micros, { maxLength: 5 }), micros, (story, cuts, t) => {
        expectSame(recordOf(story, cuts), story, t);
      }),
    );
  });

  test('also after the future was replaced', () => {
    fc.assert(
      fc.property(
        world,
        world,
        micros,
        micros,
        fc.array(micros, { maxLength: 3 }),
        (old, anew, from, t, cuts) => {
          const record = recordOf(old, cuts);
          const states = [0, 1].map((subject) => record.transitions.stateAt(from, 0, subject));
          const story: World = {
            ends: [...old.ends.filter(({ at }) => at < from), ...anew.ends.filter(({ at }) => at >= from)],
            transitions: [
              ...old.transitions.filter(({ atMicros }) => atMicros < from),
              ...anew.transitions.filter(({ atMicros }) => atMicros >= from),
            ],
          };
          record.take(told(story, from, HORIZON + 1, from));
          expectSame(record, story, t);
          expect([0, 1].map((subject) => record.transitions.stateAt(from, 0, subject))).toEqual(states);
        },
      ),
    );
  });
});

test('intervals tile the strip and carry the state of each moment', () => {
  fc.assert(
    fc.property(world, micros, micros, fc.nat(1), (story, a, b, subject) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const record = recordOf(story, []);
      const intervals = record.transitions.intervals(from, to, 0, subject);
      let at = from;
      for (const interval of intervals) {
        expect(interval.fromMicros).toBe(at);
        expect(interval.state).toBe(record.transitions.stateAt(interval.toMicros, 0, subject));
        at = interval.toMicros;
      }
      expect(at).toBe(to);
    }),
  );
});

test('a rate is the difference over the last second of whole samples', () => {
  const record = recordOf({ ends: [], transitions: [] }, []);
  expect(record.nodeRatesAt(2_050_000, 0)).toEqual({ taken: 1e6, ok: 2e6, bad: 3e6 });
  expect(record.edgeRatesAt(2_050_000, 0)).toEqual({ sent: 4e6, refused: 5e6 });
  expect(record.nodeRatesAt(300_000, 0).taken).toBe(1e6); // a young run's rate is over its own age
  expect(record.nodeRatesAt(0, 0).taken).toBe(0);
});

test('refusals have quantiles of their own and do not make the answers look fast', () => {
  const refused = { at: 1_000, duration: 10, outcome: 5 };
  const ends = [
    { at: 1_000, duration: 900, outcome: 0 },
    refused,
    refused,
    { at: 1_000, duration: 800, outcome: 2 },
  ];
  const { answered, refused: rejections } = recordOf({ ends, transitions: [] }, []).latencyAt(2_000, 2_000);
  expect(answered).toMatchObject({ count: 1, p50: 900, mean: 900 });
  expect(rejections).toMatchObject({ count: 2, p50: 10 });
});

test('columns grow to hold whatever is told', () => {
  const ends = Array.from({ length: 5_000 }, (_, i) => ({ at: i, duration: 0, outcome: i % 13 }));
  const record = recordOf({ ends, transitions: [] }, [1_000, 2_500]);
  expect(record.ends.count).toBe(5_000);
  expect(record.ends.at[4_999]).toBe(4_999);
});
