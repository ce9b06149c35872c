import { expect, test } from 'vitest';
import type { Action, Scenario } from '#lib/scenario/document.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { World } from '#lib/world/world.ts';

/** A request leaves the client at each whole tenth, reaches the service 1 ms later and is done 1 ms after that. */
function simple(script: readonly Action[]): Scenario {
  const c = ['client', { ratePerSecond: 10, arrivals: 'constant' }] as const;
  const s = ['service', { instances: 1, serviceTime: exactly(1), startSeconds: 0.001 }] as const;
  return sketch({ c, s }, { 'c>s': {} }, script);
}

test('an action acts before every other event of its microsecond', () => {
  // The first request arrives at 0.101, is done at 0.102: in the same microsecond the action comes first.
  const killed = (seconds: number) =>
    new Watched(simple([at(seconds, 'kill-instance', 's', {}, 0)])).run(0.15).ends[0].outcome;
  expect(killed(0.101)).toBe('connection-refused');
  expect(killed(0.101001)).toBe('reset');
  expect(killed(0.102)).toBe('reset');
  expect(killed(0.102001)).toBe('ok');
  const failed = (seconds: number) =>
    new Watched(simple([at(seconds, 'fail-share', 's')])).run(0.15).ends[0].outcome;
  expect(failed(0.102)).toBe('error');
  expect(failed(0.102001)).toBe('ok');
});

test('actions of one microsecond act in the order of the script', () => {
  const mendLast = [at(0.05, 'fail-share', 's'), at(0.05, 'fail-share', 's', { percent: 0 })];
  expect(new Watched(simple(mendLast)).run(1).outcomes).toEqual({ ok: 9 });
  expect(new Watched(simple(mendLast.toReversed())).run(1).outcomes).toEqual({ error: 9 });
});

test('an action more than an hour ahead is done', () => {
  const watched = new Watched(
    sketch({ s: ['service', { instances: 1 }] }, {}, [at(7_000, 'fail-share', 's')]),
  );
  watched.run(6_999.999);
  expect(watched.sim.levers.failShare[0]).toBe(0);
  watched.run(7_000.000001);
  expect(watched.sim.levers.failShare[0]).toBe(1);
});

const fail = at(2, 'fail-share', 's');
const mend = at(3, 'fail-share', 's', { percent: 0 });
const slow = at(1, 'add-latency', 's', { extraMs: 40 });
const scripts: Record<string, readonly Action[]> = {
  none: [],
  fail: [fail],
  both: [fail, mend],
  earlier: [slow, fail, mend],
  other: [at(2, 'add-latency', 's', { extraMs: 20 }), mend],
};

test('a snapshot taken under one script goes on under another as that one’s own run', () => {
  const names = Object.keys(scripts);
  for (const before of names) {
    for (const after of names) {
      const straight = new World(simple(scripts[after])).sim;
      straight.run(5e6);
      const { sim, ...world } = new World(simple(scripts[before]));
      sim.run(0.9e6);
      const snapshot = sim.save();
      sim.run(4e6);
      for (let again = 0; again < 3; again++) {
        sim.restore(snapshot);
        // Once is enough: later restores bring back the old script's wake-ups and must find the new one's.
        if (again === 0) sim.script.set(new World(simple(scripts[after])).deedsOf(scripts[after]));
        sim.run(5e6);
        expect(sim.digest.text(), `${before} to ${after} of ${world.plan.nodes.length}`).toBe(
          straight.digest.text(),
        );
      }
    }
  }
});

test('however often it is restored and changed, a run has hardly more events than one that knew its script', () => {
  const script = Array.from({ length: 50 }, (_, i) => at(2 + i / 100, 'fail-share', 's'));
  const [straight, changed] = [new World(simple(script)), new World(simple(script))];
  for (const { sim } of [straight, changed]) sim.run(1e6);
  for (const first of [4, 3, 2, 1, 0]) {
    changed.sim.restore(changed.sim.save());
    changed.sim.script.set(changed.deedsOf(script.slice(first)));
  }
  for (const { sim } of [straight, changed]) sim.run(5e6);
  // One idle wake-up for each list that was replaced.
  expect(changed.sim.events).toBe(straight.sim.events + 5);
  expect(changed.sim.digest.text()).toBe(straight.sim.digest.text());
});

test('what was done stays done: a script that would undo it is refused', () => {
  const { sim } = new World(simple(scripts.both));
  sim.run(2.5e6);
  expect(() => sim.script.set([])).toThrow('a deed that was done stays in the script');
});
