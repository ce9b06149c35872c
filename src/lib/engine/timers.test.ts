import { expect, test } from 'vitest';
import { Host } from './host.ts';
import { Frames, NONE } from './frames.ts';
import { Simulation } from './simulation.ts';
import { silent } from './sink.ts';
import { Timers } from './timers.ts';

test('a cancelled timer wakes nobody, and its slot serves again', () => {
  const timers = new Timers(new Frames(0));
  const timer = timers.take(3, 0);
  timers.cancel(timer, 3);
  expect(timers.fire(timer)).toBe(NONE);
  expect(timers.take(4, 0)).toBe(timer);
  expect(timers.fire(timer)).toBe(4);
});

test('a timer is cancelled only while it runs, so that nobody ends one that has its slot now', () => {
  const timers = new Timers(new Frames(0));
  const timer = timers.take(3, 0);
  expect(timers.fire(timer)).toBe(3);
  expect(() => timers.cancel(timer, 3)).toThrow('while it runs');
});

test('a timer of one who never said whom it wakes is refused, not lost', () => {
  const sim = new Simulation({ nodes: 1, hosts: 1, edges: 0, layers: 0 }, silent);
  expect(() => new Host(sim, 0).after(5, 0)).toThrow('whom it wakes');
});

test('a timer that makes the table grow is noted in the table as it is then', () => {
  const sim = new Simulation({ nodes: 1, hosts: 1, edges: 0, layers: 0 }, silent);
  // One more, so that of each pair it is the timer for which there is no room.
  sim.frames.take();
  const noted = Array.from({ length: 600 }, () => {
    const frame = sim.frames.take();
    sim.calls.delay(frame, 5);
    return sim.frames.timer[frame];
  });
  expect(noted).not.toContain(NONE);
});
