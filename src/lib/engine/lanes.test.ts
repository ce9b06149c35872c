import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lanes } from './lanes.ts';
import { EventQueue } from './queue.ts';

const SLOTS = 12;
const DELAYS = [1, 5, 5, 40];

interface Fired {
  at: number;
  slot: number;
}

function rig() {
  const queue = new EventQueue();
  const lanes = new Lanes(queue, (lane) => lane);
  lanes.grow(SLOTS);
  return { queue, lanes };
}

/** Pops every event up to a moment and lists what ran out; `each` may arm and cancel. */
function run({ queue, lanes }: ReturnType<typeof rig>, until: number, each: (slot: number) => void): Fired[] {
  const fired: Fired[] = [];
  while (queue.nextMicros() <= until) {
    const lane = queue.pop();
    for (let slot = lanes.expire(lane); slot >= 0; slot = lanes.expire(lane)) {
      fired.push({ at: queue.now, slot });
      each(slot);
    }
  }
  return fired;
}

/** Time-outs by lazy cancel: an armed entry counts only while its generation is the slot's last. */
class Naive {
  private entries: { at: number; slot: number; lane: number; generation: number }[] = [];
  private generation = new Int32Array(SLOTS);
  arm(now: number, lane: number, delay: number, slot: number): void {
    this.entries.push({ at: now + delay, slot, lane, generation: ++this.generation[slot] });
  }
  cancel(slot: number): void {
    this.generation[slot]++;
  }
  run(until: number): (Fired & { lane: number })[] {
    const live = this.entries.filter((e) => this.generation[e.slot] === e.generation);
    const due = live.filter((e) => e.at <= until);
    this.entries = live.filter((e) => e.at > until);
    return due.map(({ at, slot, lane }) => ({ at, slot, lane }));
  }
}

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.tuple(fc.constant('arm'), fc.nat(SLOTS - 1), fc.nat(DELAYS.length - 1)) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('cancel'), fc.nat(SLOTS - 1), fc.constant(0)) },
    { weight: 3, arbitrary: fc.tuple(fc.constant('wait'), fc.nat(12), fc.constant(0)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('move'), fc.constant(0), fc.constant(0)) },
  ),
  { maxLength: 200, size: 'max' },
);

describe('Lanes', () => {
  it('fires what lazy cancel fires: at each deadline, per lane in the order of arming', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let r = rig();
        const naive = new Naive();
        const tick = 1_000_000; // an id no lane has: moves the clock
        for (const [what, n, which] of list) {
          if (what === 'arm') {
            const lane = r.lanes.lane(DELAYS[which]);
            r.lanes.cancel(n);
            naive.cancel(n);
            r.lanes.arm(lane, n);
            naive.arm(r.queue.now, lane, DELAYS[which], n);
            expect(r.lanes.armed(n)).toBe(true);
          } else if (what === 'cancel') {
            r.lanes.cancel(n);
            naive.cancel(n);
            expect(r.lanes.armed(n)).toBe(false);
          } else if (what === 'move') {
            const saved = { queue: r.queue.save(), lanes: r.lanes.save() };
            r = rig();
            r.queue.load(saved.queue);
            r.lanes.load(saved.lanes);
          } else {
            const until = r.queue.now + n;
            r.queue.push(until, 3, tick);
            const fired: (Fired & { lane: number })[] = [];
            for (let id = r.queue.pop(); id !== tick; id = r.queue.pop()) {
              for (let slot = r.lanes.expire(id); slot >= 0; slot = r.lanes.expire(id)) {
                fired.push({ at: r.queue.now, slot, lane: id });
              }
            }
            const wanted = naive.run(until);
            const byTime = [...fired].sort((a, b) => a.at - b.at);
            expect(fired).toEqual(byTime);
            for (let lane = 0; lane < DELAYS.length; lane++) {
              expect(fired.filter((f) => f.lane === lane)).toEqual(wanted.filter((f) => f.lane === lane));
            }
          }
          expect(r.queue.size).toBeLessThanOrEqual(new Set(DELAYS).size);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps one queue entry a lane, however many slots are armed', () => {
    const r = rig();
    const lane = r.lanes.lane(100);
    for (let slot = 0; slot < SLOTS; slot++) r.lanes.arm(lane, slot);
    expect(r.queue.size).toBe(1);
    const fired = run(r, 100, () => undefined);
    expect(fired.map((f) => f.slot)).toEqual(Array.from({ length: SLOTS }, (_, slot) => slot));
    expect(r.queue.size).toBe(0);
  });

  it('a cancelled time-out never fires, even when its neighbour at the same microsecond cancels it', () => {
    const r = rig();
    const lane = r.lanes.lane(100);
    for (const slot of [3, 1, 2]) r.lanes.arm(lane, slot);
    const fired = run(r, 1_000, (slot) => {
      if (slot === 3) r.lanes.cancel(1);
    });
    expect(fired).toEqual([
      { at: 100, slot: 3 },
      { at: 100, slot: 2 },
    ]);
  });

  it('a slot armed again while its lane is being emptied runs out one delay later', () => {
    const r = rig();
    const lane = r.lanes.lane(100);
    r.lanes.arm(lane, 4);
    const fired = run(r, 350, (slot) => {
      r.lanes.arm(lane, 5);
      r.lanes.cancel(5);
      r.lanes.arm(lane, slot);
    });
    expect(fired.map((f) => f.at)).toEqual([100, 200, 300]);
    expect(r.queue.size).toBe(1);
  });

  it('knows a delay by one lane and refuses senseless delays', () => {
    const { lanes } = rig();
    expect(lanes.lane(7)).toBe(lanes.lane(7));
    expect(lanes.lane(8)).not.toBe(lanes.lane(7));
    for (const delay of [0, -1, 1.5, NaN, Infinity]) expect(() => lanes.lane(delay)).toThrow('a lane delays');
  });

  it('refuses to arm a slot twice or beyond the capacity', () => {
    const { lanes } = rig();
    const lane = lanes.lane(7);
    lanes.arm(lane, 0);
    expect(() => lanes.arm(lane, 0)).toThrow('armed once');
    expect(() => lanes.arm(lane, SLOTS)).toThrow('capacity');
    lanes.grow(SLOTS + 1);
    lanes.arm(lane, SLOTS);
    expect(lanes.armed(SLOTS)).toBe(true);
  });

  it('forgets lanes and slots that a restored state did not have', () => {
    const r = rig();
    const lane = r.lanes.lane(10);
    r.lanes.arm(lane, 0);
    const saved = { queue: r.queue.save(), lanes: r.lanes.save() };
    r.lanes.arm(r.lanes.lane(20), 9);
    r.queue.load(saved.queue);
    r.lanes.load(saved.lanes);
    expect(r.lanes.armed(9)).toBe(false);
    expect(r.lanes.lane(30)).toBe(lane + 1);
    expect(run(r, 1_000, () => undefined)).toEqual([{ at: 10, slot: 0 }]);
  });
});
