import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frames } from './frames.ts';
import { Lanes } from './lanes.ts';
import { EventQueue } from './queue.ts';
import { Timers } from './timers.ts';

const SLOTS = 12;
const DELAYS = [1, 5, 5, 40];

interface Fired {
  at: number;
  slot: number;
}

/** Lanes and the frames that are armed there, which the tests tell apart by their number. */
function rig(from?: { frames: unknown; timers: unknown; lanes: unknown; queue: unknown }) {
  const frames = new Frames(0);
  const queue = new EventQueue(frames);
  const timers = new Timers(frames);
  const lanes = new Lanes(frames, queue, (lane) => timers.take(OWNER, lane));
  const slots = Array.from({ length: SLOTS }, () => frames.take());
  const idle = frames.take();
  if (from) {
    frames.load(from.frames);
    timers.load(from.timers);
    lanes.load(from.lanes);
    queue.load(from.queue);
  }
  return {
    queue,
    lanes,
    /** What moves the clock and is no lane's. */
    idle,
    arm: (lane: number, slot: number) => lanes.arm(lane, slots[slot]),
    cancel: (slot: number) => lanes.cancel(slots[slot]),
    armed: (slot: number) => lanes.armed(slots[slot]),
    /** The lane whose timer this is. */
    fire(timer: number): number {
      const lane = frames.payload[timer];
      expect(timers.fire(timer)).toBe(OWNER);
      return lane;
    },
    expire: (lane: number) => slots.indexOf(lanes.expire(lane)),
    save: () => ({ frames: frames.save(), timers: timers.save(), lanes: lanes.save(), queue: queue.save() }),
  };
}
const OWNER = 7;

/** Pops every event up to a moment and lists what ran out; `each` may arm and cancel. */
function run(
  { queue, fire, expire }: ReturnType<typeof rig>,
  until: number,
  each: (slot: number) => void,
): Fired[] {
  const fired: Fired[] = [];
  while (queue.nextMicros() <= until) {
    const lane = fire(queue.pop());
    for (let slot = expire(lane); slot >= 0; slot = expire(lane)) {
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
        for (const [what, n, which] of list) {
          if (what === 'arm') {
            const lane = r.lanes.lane(DELAYS[which]);
            r.cancel(n);
            naive.cancel(n);
            r.arm(lane, n);
            naive.arm(r.queue.now, lane, DELAYS[which], n);
            expect(r.armed(n)).toBe(true);
          } else if (what === 'cancel') {
            r.cancel(n);
            naive.cancel(n);
            expect(r.armed(n)).toBe(false);
          } else if (what === 'move') {
            r = rig(r.save());
          } else {
            const until = r.queue.now + n;
            r.queue.push(until, 3, r.idle);
            const fired: (Fired & { lane: number })[] = [];
            for (let id = r.queue.pop(); id !== r.idle; id = r.queue.pop()) {
              const lane = r.fire(id);
              for (let slot = r.expire(lane); slot >= 0; slot = r.expire(lane)) {
                fired.push({ at: r.queue.now, slot, lane });
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
    for (let slot = 0; slot < SLOTS; slot++) r.arm(lane, slot);
    expect(r.queue.size).toBe(1);
    const fired = run(r, 100, () => undefined);
    expect(fired.map((f) => f.slot)).toEqual(Array.from({ length: SLOTS }, (_, slot) => slot));
    expect(r.queue.size).toBe(0);
  });

  it('a cancelled time-out never fires, even when its neighbour at the same microsecond cancels it', () => {
    const r = rig();
    const lane = r.lanes.lane(100);
    for (const slot of [3, 1, 2]) r.arm(lane, slot);
    const fired = run(r, 1_000, (slot) => {
      if (slot === 3) r.cancel(1);
    });
    expect(fired).toEqual([
      { at: 100, slot: 3 },
      { at: 100, slot: 2 },
    ]);
  });

  it('a slot armed again while its lane is being emptied runs out one delay later', () => {
    const r = rig();
    const lane = r.lanes.lane(100);
    r.arm(lane, 4);
    const fired = run(r, 350, (slot) => {
      r.arm(lane, 5);
      r.cancel(5);
      r.arm(lane, slot);
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

  it('refuses to arm a slot twice', () => {
    const { lanes, arm } = rig();
    const lane = lanes.lane(7);
    arm(lane, 0);
    expect(() => arm(lane, 0)).toThrow('armed once');
  });

  it('forgets lanes and slots that a restored state did not have', () => {
    let r = rig();
    const lane = r.lanes.lane(10);
    r.arm(lane, 0);
    const saved = r.save();
    r.arm(r.lanes.lane(20), 9);
    r = rig(saved);
    expect(r.armed(9)).toBe(false);
    expect(r.lanes.lane(30)).toBe(lane + 1);
    expect(run(r, 1_000, () => undefined)).toEqual([{ at: 10, slot: 0 }]);
  });
});
