import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { NONE } from '#lib/engine/frames.ts';
import { Codel } from './codel.ts';

const room = { i32: (n: number) => new Int32Array(n), f64: (n: number) => new Float64Array(n) };
const TARGET = 5_000;
const INTERVAL = 100_000;

/** The pseudocode of RFC 8289, section 5, with packets for bytes: written from the RFC, not from the class. */
class Rfc {
  readonly queue: { id: number; at: number }[] = [];
  readonly dropped: number[] = [];
  count = 0;
  lastCount = 0;
  dropping = false;
  firstAbove = 0;
  dropNext = 0;

  dodequeue(now: number) {
    const p = this.queue.shift();
    let ok = false;
    if (p === undefined) this.firstAbove = 0;
    else if (now - p.at < TARGET || this.queue.length <= 1) this.firstAbove = 0;
    else if (this.firstAbove === 0) this.firstAbove = now + INTERVAL;
    else if (now >= this.firstAbove) ok = true;
    return { p, ok };
  }

  deque(now: number): number {
    let r = this.dodequeue(now);
    if (this.dropping) {
      if (!r.ok) this.dropping = false;
      while (now >= this.dropNext && this.dropping) {
        this.dropped.push(r.p!.id);
        ++this.count;
        r = this.dodequeue(now);
        if (!r.ok) this.dropping = false;
        else this.dropNext += INTERVAL / Math.sqrt(this.count);
      }
    } else if (r.ok) {
      this.dropped.push(r.p!.id);
      r = this.dodequeue(now);
      this.dropping = true;
      const delta = this.count - this.lastCount;
      this.count = 1;
      if (delta > 1 && now - this.dropNext < 16 * INTERVAL) this.count = delta;
      this.dropNext = now + INTERVAL / Math.sqrt(this.count);
      this.lastCount = this.count;
    }
    return r.p?.id ?? NONE;
  }
}

test('it takes and drops just as the pseudocode of RFC 8289 does', () => {
  // Phases of more arrivals than departures and the other way round, so that dropping begins, ends and begins again.
  const phase = fc.record({
    steps: fc.nat(400),
    gap: fc.integer({ min: 100, max: 9_000 }),
    share: fc.integer({ min: 1, max: 9 }),
  });
  let drops = 0;
  fc.assert(
    fc.property(fc.array(phase, { maxLength: 6 }), (phases) => {
      const clock = { now: 0 };
      const dropped: number[] = [];
      const limit = 1_000;
      const options = {
        targetMicros: TARGET,
        intervalMicros: INTERVAL,
        limit,
        giveUp: (v: number) => dropped.push(v),
      };
      const codel = new Codel(room, clock, options);
      const rfc = new Rfc();
      let next = 0;
      for (const { steps, gap, share } of phases) {
        for (let i = 0; i < steps; i++) {
          clock.now += gap;
          for (let j = 0; j < (i % 10 < share ? 2 : 1) && rfc.queue.length < limit; j++) {
            codel.add(next);
            rfc.queue.push({ id: next++, at: clock.now });
          }
          if (i % 10 !== share) expect(codel.take()).toBe(rfc.deque(clock.now));
        }
      }
      expect(dropped).toEqual(rfc.dropped);
      drops += dropped.length;
    }),
  );
  expect(drops).toBeGreaterThan(100);
});

describe('a service with more to do than it can', () => {
  const run = (ratePerSecond: number, queueing: object) => {
    // One thread of 1 ms takes 1,000 a second.
    const c = ['client', { ratePerSecond }] as const;
    const config = { instances: 1, threads: 1, queueLimit: 3_000, serviceTime: exactly(1), queueing };
    const watched = new Watched(sketch({ c, s: ['service', config] }, { 'c>s': {} })).run(40);
    const late = watched.ends.filter(({ at }) => at > 20);
    // Less the two messages.
    const times = (outcome: string) =>
      late.filter((end) => end.outcome === outcome).map(({ at, start }) => (at - start) * 1e3 - 2);
    return { ok: times('ok').map((ms) => ms - 1), shed: times('queue-full') };
  };
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;

  // A twentieth of the full queue's wait, or the target and what gathers while it makes sure of the overload: these
  // callers do not slow down when they are refused, as the RFC would have them do.
  test.each([
    [1_200, 2_900, 150],
    [1_050, 700, 50],
  ])('at %d a second waits at least %d ms in order, with CoDel at most %d ms', (rate, inOrder, most) => {
    const [fifo, codel] = [run(rate, { is: 'fifo' }), run(rate, { is: 'codel' })];
    expect(mean(fifo.ok)).toBeGreaterThan(inOrder);
    expect(mean(codel.ok)).toBeLessThan(most);
    // Nothing is lost by it: the thread is as busy.
    expect(codel.ok.length).toBeGreaterThan(0.99 * fifo.ok.length);
  });

  test('gives nobody up who waited less than the target', () => {
    const { shed } = run(1_200, { is: 'codel', targetMs: 20 });
    expect(shed.length).toBeGreaterThan(1_000);
    expect(Math.min(...shed)).toBeGreaterThan(20 - 1e-6);
  });
});
