import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLimit } from './limit.ts';
import { EventQueue } from './queue.ts';

const LAST_SEQUENCE = 262_144;
const SPAN_MICROS = 4_294_967_296;

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
  pop(): number {
    const first = this.list.shift();
    if (!first) return -1;
    this.now = first.at;
    return first.id;
  }
}

const delay = fc.oneof(
  { weight: 6, arbitrary: fc.nat(3) },
  { weight: 2, arbitrary: fc.nat(1_000_000) },
  { weight: 2, arbitrary: fc.integer({ min: SPAN_MICROS - 3, max: SPAN_MICROS }) },
);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('push'), delay, order: fc.nat(3) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pop'), delay: fc.constant(0), order: fc.constant(0) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('move'), delay: fc.constant(0), order: fc.constant(0) }),
  },
);

describe('EventQueue', () => {
  it('pops in a stable order of microsecond, order and insertion, across renumberings, saves and loads', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), fc.nat(200), (steps, before) => {
        const sequenceStart = LAST_SEQUENCE - before;
        const model = new Model();
        let queue = new EventQueue({ sequenceStart });
        let id = 0;
        for (const { do: what, delay: ahead, order } of steps) {
          if (what === 'push') {
            if (id % 2 === 0) queue.push(queue.now + ahead, order, id);
            else queue.pushAfter(ahead, order, id);
            model.push(model.now + ahead, order, id++);
          } else if (what === 'pop') {
            expect(queue.pop()).toBe(model.pop());
          } else {
            const saved = queue.save();
            queue = new EventQueue({ sequenceStart });
            queue.load(saved);
          }
          expect(queue.now).toBe(model.now);
          expect(queue.size).toBe(model.list.length);
          expect(queue.nextMicros()).toBe(model.list[0]?.at ?? Infinity);
        }
        while (model.list.length > 0) expect(queue.pop()).toBe(model.pop());
        expect(queue.pop()).toBe(-1);
      }),
      { numRuns: 300 },
    );
  });

  it('stays first in, first out when 200,000 entries of one microsecond are renumbered', () => {
    const queue = new EventQueue({ sequenceStart: LAST_SEQUENCE - 100_000 });
    for (let id = 0; id < 200_000; id++) queue.push(7, 2, id);
    let wrong = 0;
    for (let id = 0; id < 200_000; id++) wrong += +(queue.pop() !== id);
    expect(wrong).toBe(0);
    expect(queue.now).toBe(7);
  });

  it('keeps its order through a million events and several renumberings', () => {
    const queue = new EventQueue();
    let word = 1;
    let issued = 0;
    const pushOne = (): void => {
      word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
      queue.push(queue.now + ((word >>> 8) & 7), (word >>> 20) & 3, issued++);
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
    const queue = new EventQueue();
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
    const queue = new EventQueue({ limit: 3 });
    for (let id = 0; id < 3; id++) queue.push(id, 0, id);
    expect(() => queue.push(1, 0, 3)).toThrow(
      expect.objectContaining({ code: 'queue-full', params: { limit: 3 } }),
    );
    expect(() => queue.push(1, 0, 3)).toThrow(EngineLimit);
    queue.pop();
    queue.push(1, 0, 3);
    expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()]).toEqual([1, 3, 2, -1]);
  });

  it('is full at its limit even when the sequence runs out at that moment', () => {
    const queue = new EventQueue({ limit: 2, sequenceStart: LAST_SEQUENCE - 2 });
    queue.push(0, 0, 0);
    queue.push(0, 0, 1);
    expect(() => queue.push(0, 0, 2)).toThrow(expect.objectContaining({ code: 'queue-full' }));
  });

  it('stops the run on an event more than 2^32 us ahead, and takes one exactly there', () => {
    const queue = new EventQueue();
    queue.push(1_000, 3, 1);
    queue.pop();
    queue.push(1_000 + SPAN_MICROS, 3, 2);
    expect(() => queue.push(1_001 + SPAN_MICROS, 3, 3)).toThrow(
      expect.objectContaining({
        code: 'horizon',
        params: { nowMicros: 1_000, atMicros: 1_001 + SPAN_MICROS },
      }),
    );
    expect(() => queue.push(Infinity, 3, 3)).toThrow(EngineLimit);
    expect([queue.pop(), queue.now]).toEqual([2, 1_000 + SPAN_MICROS]);
  });

  it('refuses the past, a part of a microsecond, an unknown order and an id that is no natural number', () => {
    const queue = new EventQueue();
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
