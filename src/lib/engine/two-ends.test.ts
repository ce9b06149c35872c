import { expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { PARK, type Gate } from './contract.ts';
import { NONE } from './frames.ts';
import { LoneChain, notingFork, notingGate } from './lone-chain.ts';

/** A call and the visit that it makes are one frame: what one end does must not be seen at the other before its time. */
const ms = 1_000;

/** A gate that notes the number which it gave each call at its admission. */
function numberingGate(world: LoneChain, name: string, first: number): Gate {
  let next = first;
  return {
    enter: (call) => {
      world.host.mark(call, next++);
      return 0;
    },
    leave: (call) => world.note(name, world.host.stamp(call)),
    reset: () => undefined,
    explain: () => [],
  };
}

test('gates of the chain and of the intake have each their own stamp', () => {
  const world = new LoneChain();
  world.chain(numberingGate(world, 'a', 10), numberingGate(world, 'b', 20));
  world.guard(numberingGate(world, 'in', 30), numberingGate(world, 'inner', 40)).call();
  world.wait(1 * ms).answer(0);
  world.wait(1 * ms);
  expect(world.log).toEqual(['inner 40', 'in 30', 'b 20', 'a 10', 'ended 0']);
  expect(world.live).toBe(0);
});

test('a visit that a gate keeps goes on from there when its caller has gone', () => {
  const world = new LoneChain();
  const outer = notingGate(world, 'outer', () => PARK);
  world.chain(5, notingGate(world, 'a'), notingGate(world, 'b'));
  world.guard(outer, notingGate(world, 'inner')).call();
  world.wait(6 * ms);
  const left = [`b leave ${TIMED_OUT}`, `a leave ${TIMED_OUT}`, `ended ${TIMED_OUT}`];
  expect(world.log).toEqual(['a enter', 'b enter', 'outer enter', ...left]);
  world.host.resume(outer.kept.shift(), 0);
  world.answer(0, ERROR);
  expect(world.log.slice(6)).toEqual(['inner enter', `inner leave ${ERROR}`, `outer leave ${ERROR}`]);
  world.wait(1 * ms);
  expect(world.sim.counters.late[0]).toBe(1);
  expect(world.live).toBe(0);
});

test('an answer on its way is not heard before it is there, and is late as what it is', () => {
  const world = new LoneChain();
  const { frames, messages } = world.sim;
  const heard: number[] = [];
  const fork = notingFork(world, 'f', 2);
  const answered = fork.answered.bind(fork);
  fork.answered = (call, attempt) => {
    heard.push(frames.result[attempt]);
    answered(call, attempt);
  };
  world.chain(fork).call();
  world.wait(1 * ms);
  const [one, other] = world.visits;
  frames.result[one] = 500;
  messages.answer(one, ERROR);
  world.host.giveUp(one, TIMED_OUT);
  expect(heard).toEqual([NONE]);
  // The callee's word is still what it was, also when the fork drops a try instead of giving it up.
  expect([frames.status[one], frames.reason[one], frames.result[one]]).toEqual([ERROR, ERROR, 500]);
  messages.answer(other, ERROR);
  world.host.conclude(frames.parent[other], CANCELLED);
  expect([frames.status[other], frames.reason[other]]).toEqual([ERROR, ERROR]);
  world.wait(1 * ms);
  expect(world.sim.counters.late[0]).toBe(2);
  expect(world.live).toBe(0);
});

test('a service whose caller has gone still asks all that it depends on, each once', () => {
  const c = ['client', { ratePerSecond: 1, arrivals: 'constant' }] as const;
  const a = ['service', { instances: 1, serviceTime: exactly(50) }] as const;
  const slow = ['service', { instances: 1, serviceTime: exactly(100) }] as const;
  const nodes = { c, a, b: slow, d: slow, e: slow };
  const breaker = { is: 'course' };
  const edges = { 'c>a': { timeoutMs: 120, breaker }, 'a>b': {}, 'a>d': {}, 'a>e': {} };
  const watched = new Watched(sketch(nodes, edges)).run(1.9);
  expect(watched.outcomes).toEqual({ 'timed-out': 1 });
  expect(['a>b', 'a>d', 'a>e'].map((edge) => watched.edge(edge).sent)).toEqual([1, 1, 1]);
  expect(watched.edge('c>a').late).toBe(1);
});

test('the reset of work whose caller has gone is late, and the work ends unheard', () => {
  const c = ['client', { ratePerSecond: 1, arrivals: 'constant' }] as const;
  const s = ['service', { instances: 1, serviceTime: exactly(500) }] as const;
  const script = [at(1.3, 'kill-instance', 's', {}, 0)];
  const watched = new Watched(sketch({ c, s }, { 'c>s': { timeoutMs: 100 } }, script));
  const calls = () => [...watched.world.sim.frames.inUse()].length;
  watched.run(1.31);
  expect(watched.edge('c>s').late).toBe(1);
  // The completion of what was at work still waits for its time.
  expect(calls()).toBe(1);
  watched.run(1.6);
  expect(calls()).toBe(0);
  expect(watched.outcomes).toEqual({ 'timed-out': 1 });
});

test('a caller that dies while its call is at work leaves the frame to the callee', () => {
  const world = new LoneChain();
  world.chain(notingGate(world, 'a')).guard(notingGate(world, 'in')).call();
  world.wait(1 * ms).crash(0);
  expect(world.live).toBe(1);
  world.answer(0, OK);
  world.wait(1 * ms);
  expect(world.log).toEqual(['a enter', 'in enter', 'in leave 0']);
  expect([world.sim.counters.late[0], world.live]).toEqual([1, 0]);
});
