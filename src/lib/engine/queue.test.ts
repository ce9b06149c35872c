import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLimit } from './limit.ts';
import { EventQueue } from './queue.ts';

const ERA_MICROS = 268_435_456;
const HORIZON_MICROS = 4_294_967_296;

/** A table of so many records, of which the queue sees how they are linked. */
function table(records: number): { later: Int32Array } {
  return { later: new Int32Array(records) };
}

interface Pending {
  at: number;
  order: number;
  id: number;
}

/** A list kept in order: the slow queue whose answers are right. */
class Model {
  now = 0;
  list: Pending[] = [];
  push(at: number, order: number, id: number): void {
    const later = this.list.findIndex((p) => p.at > at || (p.at === at && p.order > order));
    this.list.splice(later < 0 ? this.list.length : later, 0, { at, order, id });
  }
  pop(until = Infinity): number {
    if (this.list.length === 0 || this.list[0].at >= until) return -1;
    const first = this.list.shift()!;
    this.now = first.at;
    return first.id;
  }
}

/** As near as one microsecond, in the lists of each level, and to the horizon. */
const delay = fc.oneof(
  { weight: 6, arbitrary: fc.nat(3) },
  { weight: 3, arbitrary: fc.nat(2_000) },
  { weight: 2, arbitrary: fc.nat(1_000_000) },
  { weight: 1, arbitrary: fc.nat(ERA_MICROS) },
  { weight: 1, arbitrary: fc.integer({ min: HORIZON_MICROS - 3, max: HORIZON_MICROS }) },
);
const order = fc.nat(3);
const step = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('push'), delay, order }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pop'), delay: fc.constant(Infinity), order }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pop'), delay, order }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move'), delay, order }) },
);

describe('EventQueue', () => {
  it('answers like a sorted list, whatever is pushed, popped up to a time, saved and loaded', () => {
    const start = fc.oneof(fc.nat(2_000), fc.integer({ min: ERA_MICROS - 2_000, max: ERA_MICROS + 10 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), start, (steps, from) => {
        const model = new Model();
        const records = table(400);
        let queue = new EventQueue(records);
        queue.push(from, 0, 0);
        model.push(from, 0, 0);
        let id = 1;
        for (const { do: what, delay: ahead, order } of steps) {
          if (what === 'push') {
            if (id % 2 === 0) queue.push(queue.now + ahead, order, id);
            else queue.pushAfter(ahead, order, id);
            model.push(model.now + ahead, order, id++);
          } else if (what === 'pop') {
            const until = model.now + ahead;
            expect(queue.pop(until)).toBe(model.pop(until));
          } else {
            const saved = queue.save();
            queue = new EventQueue(records);
            queue.load(saved);
            expect(queue.save()).toEqual(saved);
          }
          expect(queue.now).toBe(model.now);
          expect(queue.size).toBe(model.list.length);
          expect(queue.nextMicros()).toBe(model.list[0]?.at ?? Infinity);
        }
        while (model.list.length > 0) expect(queue.pop()).toBe(model.pop());
        expect(queue.pop()).toBe(-1);
      }),
      { numRuns: 150 },
    );
  });

  it('takes what is pushed before an event that was looked at but not popped', () => {
    const queue = new EventQueue(table(901_001));
    for (const at of [900_000, 900_500, 901_000]) queue.push(at, 2, at);
    expect(queue.pop(900_000)).toBe(-1);
    expect(queue.nextMicros()).toBe(900_000);
    queue.push(3, 2, 3);
    expect([queue.pop(), queue.now, queue.pop(), queue.now]).toEqual([3, 3, 900_000, 900_000]);
  });

  it('stays first in, first out through all levels with 200,000 entries of one microsecond', () => {
    const queue = new EventQueue(table(200_000));
    const at = 3 * ERA_MICROS - 7;
    for (let id = 0; id < 200_000; id++) queue.push(at, 2, id);
    let wrong = 0;
    for (let id = 0; id < 200_000; id++) wrong += +(queue.pop() !== id);
    expect(wrong).toBe(0);
    expect(queue.now).toBe(at);
  });

  it('keeps its order through a million events', () => {
    const queue = new EventQueue(table(1_000_500));
    let word = 1;
    let issued = 0;
    const pushOne = (): void => {
      word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
      queue.push(queue.now + ((word >>> 8) & 1_023), (word >>> 20) & 3, issued++);
    };
    for (let i = 0; i < 500; i++) pushOne();
    const at = new Float64Array(1_000_500).fill(-1);
    let backwards = 0;
    let twice = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const was = queue.now;
      const id = queue.pop();
      backwards += +(queue.now < was);
      twice += +(at[id] >= 0);
      at[id] = queue.now;
      pushOne();
    }
    expect([backwards, twice, queue.size]).toEqual([0, 0, 500]);
  });

  it('may be loaded many times from one saved state', () => {
    const queue = new EventQueue(table(100));
    for (let id = 0; id < 50; id++) queue.push((id * 17) % 29, id & 3, id);
    for (let i = 0; i < 10; i++) queue.pop();
    const saved = queue.save();
    const drain = (): number[] => {
      queue.load(saved);
      queue.push(queue.now, 0, 99);
      return Array.from({ length: 41 }, () => queue.pop());
    };
    const first = drain();
    expect(first[0]).toBe(99);
    expect(new Set(first).size).toBe(41);
    expect(drain()).toEqual(first);
  });

  it('stops the run when it is full', () => {
    const queue = new EventQueue(table(4), { limit: 3 });
    for (let id = 0; id < 3; id++) queue.push(id, 0, id);
    expect(() => queue.push(1, 0, 3)).toThrow(
      expect.objectContaining({ code: 'queue-full', params: { limit: 3 } }),
    );
    expect(() => queue.push(1, 0, 3)).toThrow(EngineLimit);
    queue.pop();
    queue.push(1, 0, 3);
    expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()]).toEqual([1, 3, 2, -1]);
  });

  it('stops the run on an event more than 2^32 us ahead, and takes one exactly there', () => {
    const queue = new EventQueue(table(100));
    queue.push(1_000, 3, 1);
    queue.pop();
    queue.push(1_000 + HORIZON_MICROS, 3, 2);
    expect(() => queue.push(1_001 + HORIZON_MICROS, 3, 3)).toThrow(
      expect.objectContaining({
        code: 'horizon',
        params: { nowMicros: 1_000, atMicros: 1_001 + HORIZON_MICROS },
      }),
    );
    expect(() => queue.push(Infinity, 3, 3)).toThrow(EngineLimit);
    expect([queue.pop(), queue.now]).toEqual([2, 1_000 + HORIZON_MICROS]);
  });

  it('refuses the past, a part of a microsecond, an unknown order and an id that is no natural number', () => {
    const queue = new EventQueue(table(100));
    queue.push(5, 0, 0);
    queue.pop();
    const bad: [number, number, number][] = [
      [4, 0, 0],
      [NaN, 0, 0],
      [5.5, 0, 0],
      [6, 4, 0],
      [6, -1, 0],
      [6, 0, -1],
      [6, 0, 2_147_483_648],
    ];
    for (const [at, order, id] of bad) expect(() => queue.push(at, order, id)).toThrow('invariant broken');
    expect(queue.size).toBe(0);
  });
});
