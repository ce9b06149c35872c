import { describe, expect, test } from 'vitest';
import { ERROR, QUEUE_FULL, RESET, TIMED_OUT } from '#lib/base/outcomes.ts';
import { GO, PARK, REFUSE, type Gate } from './contract.ts';
import { NONE } from './frames.ts';
import { Host } from './host.ts';
import { LoneChain, notingFork, notingGate } from './lone-chain.ts';

const ms = 1_000;

describe('the callee’s intake', () => {
  test('is entered on arrival and left with the answer, outermost last', () => {
    const world = new LoneChain();
    world.guard(notingGate(world, 'p'), notingGate(world, 'q')).chain().call();
    world.wait(1 * ms).answer(0, ERROR);
    world.wait(1 * ms);
    expect(world.log).toEqual(['p enter', 'q enter', 'q leave 1', 'p leave 1', 'ended 1']);
  });

  test('refuses: those that had let it in are left, and the caller is told', () => {
    const world = new LoneChain();
    world
      .guard(
        notingGate(world, 'p'),
        notingGate(world, 'q', () => REFUSE + QUEUE_FULL),
      )
      .chain()
      .call();
    world.wait(2 * ms);
    expect(world.log).toEqual(['p enter', 'q enter', `p leave ${QUEUE_FULL}`, `ended ${QUEUE_FULL}`]);
    expect(world.visits).toEqual([]);
  });

  test.each([
    [GO, 1, ['q enter']],
    [REFUSE + QUEUE_FULL, 0, [`ended ${QUEUE_FULL}`]],
  ])('keeps a visit until it is resumed with %i', (verdict, visits, rest) => {
    const world = new LoneChain();
    const p = notingGate(world, 'p', () => PARK);
    world.guard(p, notingGate(world, 'q')).chain().call();
    world.wait(5 * ms);
    expect(world.visits).toEqual([]);
    new Host(world.sim, 1).resume(p.kept.shift(), verdict);
    world.wait(1 * ms);
    expect(world.visits).toHaveLength(visits);
    expect(world.log.slice(1)).toEqual(rest);
  });

  test('keeps a visit whose caller has gone: its answer comes late', () => {
    const world = new LoneChain();
    const p = notingGate(world, 'p', () => PARK);
    world.guard(p).chain(20).call();
    world.wait(25 * ms);
    expect(world.log).toEqual(['p enter', `ended ${TIMED_OUT}`]);
    new Host(world.sim, 1).resume(p.kept.shift(), GO);
    world.answer(0);
    world.wait(1 * ms);
    expect(world.sim.counters.late[0]).toBe(1);
    expect(world.live).toBe(0);
  });

  test('delays a visit; one that is parked when its instance dies is reset and not woken', () => {
    const world = new LoneChain();
    const p: Gate = {
      ...notingGate(world, 'p'),
      enter: (visit) => new Host(world.sim, 1).delay(visit, 10 * ms),
    };
    world.guard(p).chain().call();
    world.wait(11 * ms);
    expect(world.visits).toHaveLength(1);
    world.call();
    world.wait(5 * ms);
    world.crash(1);
    world.wait(100 * ms);
    expect(world.visits).toHaveLength(1);
    // The first was in the callee's hands, the second in its intake.
    expect(world.log).toEqual([`ended ${RESET}`, `ended ${RESET}`]);
    expect(world.live).toBe(0);
  });
});

test('a caller that dies leaves no gate, is told of nothing, and holds no frame', () => {
  const world = new LoneChain();
  const parked = notingGate(world, 'c', () => (world.log.length > 4 ? PARK : GO));
  world.chain(100, notingFork(world, 'f', 2, 9), 60, notingGate(world, 'b'), parked).call();
  world.call();
  world.wait(5 * ms);
  world.answer(0, ERROR);
  world.wait(2 * ms); // one try in back-off
  const before = [...world.log];
  world.crash(0);
  world.wait(1_000 * ms);
  expect(world.log).toEqual(before);
  expect(world.liveCalls).toBe(0);
});

test.each([0, 1])('a gate’s own timer finds nobody to resume when process %i has died', (process) => {
  const world = new LoneChain();
  const keeper = notingGate(world, 'k', () => PARK);
  const host = new Host(world.sim, process);
  host.wakes({ timer: () => keeper.kept.head !== NONE && host.resume(keeper.kept.shift(), GO) });
  if (process === 0) world.chain(keeper);
  else world.chain().guard(keeper);
  world.call();
  world.wait(5 * ms);
  expect(keeper.kept.count).toBe(1);
  host.after(10 * ms, 0);
  world.crash(process);
  world.wait(100 * ms);
  expect(world.visits).toEqual([]);
  expect(world.log.slice(1)).toEqual(process === 0 ? [] : [`ended ${RESET}`]);
  expect(world.live).toBe(0);
});
