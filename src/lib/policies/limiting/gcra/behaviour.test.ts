import { expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const HOUR = 3_600e6;

class Lone extends LoneGate {
  /** What the last refusal said, in ms. */
  retryMs = NONE;

  constructor(config: object) {
    super(create, { ...defaultsOf(policy.fields), key: 'global', ...config });
    this.onEnded = (call) => (this.retryMs = this.sim.frames.result[call]);
  }

  /** Whether a request is let in at this moment. */
  ask(): boolean {
    const call = this.admit();
    if (call !== NONE) this.end(call, OK);
    return call !== NONE;
  }

  /** Lets time pass until this moment of the run; the queue does not reach further than an hour at once. */
  until(micros: number): this {
    while (this.sim.now < micros) this.wait(Math.min(HOUR, micros - this.sim.now));
    return this;
  }
}

/** ITU-T I.371, virtual scheduling, by hand: with T = 100 ms and a limit L = 2 T a cell conforms unless TAT > t + L. */
test.each([
  // t ms, TAT before, conforms
  [0, 0, true],
  [10, 100, true],
  [20, 200, true], // 200 <= 20 + 200
  [30, 300, false], // 300 > 230: TAT stays
  [99, 300, false],
  [100, 300, true],
  [350, 400, true],
  [400, 500, true],
  [401, 600, true], // 600 <= 601
  [402, 700, false],
  [2_000, 700, true], // TAT is past: the next is 2 000 + 100
  [2_001, 2_100, true],
  [2_002, 2_200, true],
  [2_003, 2_300, false],
])('at %i ms, when TAT is %i ms, the answer is %s', (ms, tat, conforms) => {
  const lone = new Lone({ maxRate: 10, maxBurst: 2 });
  const all = [0, 10, 20, 30, 99, 100, 350, 400, 401, 402, 2_000, 2_001, 2_002, 2_003];
  for (const before of all.filter((each) => each < ms)) lone.until(before * 1_000).ask();
  lone.until(ms * 1_000);
  const ahead = lone.gate.explain().find(({ key }) => key === 'tat')?.value;
  if (ms > 0) expect(ahead).toBe(Math.max(0, tat - ms));
  expect(lone.ask()).toBe(conforms);
  if (!conforms) expect(lone.retryMs).toBe(tat - 200 - ms);
});

/** throttled’s RateQuota{PerSec(1), MaxBurst: 4}. */
test('one a second and a burst of four: five at once, then each a second apart, refused ones at no cost', () => {
  const lone = new Lone({ maxRate: 1, maxBurst: 4 });
  expect(Array.from({ length: 6 }, () => lone.ask())).toEqual([true, true, true, true, true, false]);
  expect(lone.retryMs).toBe(1_000);
  expect([lone.until(999_999).ask(), lone.retryMs]).toEqual([false, 1]);
  expect([lone.until(1_000_000).ask(), lone.ask()]).toEqual([true, false]);
  // Two seconds later two are free, after five and more the whole burst, and no more than that.
  expect([1, 2, 3].map(() => lone.until(3_000_000).ask())).toEqual([true, true, false]);
  lone.until(60_000_000);
  expect(Array.from({ length: 6 }, () => lone.ask())).toEqual([true, true, true, true, true, false]);
});

test('a period that the rate does not divide gives an interval in whole nanoseconds, rounded down', () => {
  // 7 a second: T = 142 857 142 ns. Of those that come at once the n-th waits for n T, in whole micros rounded up.
  const lone = new Lone({ maxRate: 7, maxBurst: 999 });
  for (let i = 0; i < 1_000; i++) lone.ask();
  for (const n of [1, 2, 3, 7, 70, 700]) {
    const due = Math.ceil((n * 142_857_142) / 1_000);
    lone.until(due - 1);
    while (lone.ask());
    expect(lone.retryMs).toBe(1);
    expect([lone.until(due).ask(), lone.ask()]).toEqual([true, false]);
  }
  // 700 of them are 600 ns short of 100 s.
  expect(Math.ceil((700 * 142_857_142) / 1_000)).toBe(100_000_000);
});

test.each([
  ['second', 1e6],
  ['minute', 60e6],
  ['hour', HOUR],
  ['day', 24 * HOUR],
])('one a %s is one in %i micros', (per, micros) => {
  const lone = new Lone({ maxRate: 1, per, maxBurst: 0 });
  expect([lone.ask(), lone.ask()]).toEqual([true, false]);
  expect(lone.retryMs).toBe(micros / 1_000);
  expect(lone.until(micros - 1).ask()).toBe(false);
  expect(lone.until(micros).ask()).toBe(true);
});

test('its README: 20 a minute for each path, and five more at once', () => {
  const lone = new Lone(policy.presets![0].config);
  const asks = (path: number) => {
    const call = lone.admit(0, path);
    if (call !== NONE) lone.end(call, OK);
    return call !== NONE;
  };
  expect(Array.from({ length: 7 }, () => asks(0))).toEqual([true, true, true, true, true, true, false]);
  expect(lone.retryMs).toBe(3_000);
  expect(asks(1)).toBe(true);
  lone.until(3e6);
  expect([asks(0), asks(0)]).toEqual([true, false]);
});
