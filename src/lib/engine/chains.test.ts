import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, NO_INSTANCE, QUEUE_FULL, TIMED_OUT } from '#lib/base/outcomes.ts';
import { GO, PARK, QUEUED, REFUSE, type Balancer, type Fork, type Gate } from './contract.ts';
import { NONE, type Frame } from './frames.ts';
import { Line, LINE_STATE } from './line.ts';
import { ECHO, LoneChain, notingFork, notingGate } from './lone-chain.ts';

const ms = 1_000;

describe('a fork', () => {
  test('passes its tries through the layers after it, and none before it', () => {
    const world = new LoneChain();
    world.chain(notingGate(world, 'a'), notingFork(world, 'f', 2), notingGate(world, 'b')).call();
    world.wait(1 * ms).answer(0, ERROR);
    world.wait(1 * ms).answer(1);
    world.wait(1 * ms);
    expect(world.log).toEqual([
      'a enter',
      'b enter',
      'b enter',
      'b leave 1',
      'f answered 0 1',
      'b leave 0',
      'f answered 1 0',
      'a leave 0',
      'ended 0',
    ]);
    expect(world.live).toBe(0);
  });

  test('waits, and tries again, each try known by its number', () => {
    const world = new LoneChain();
    world.chain(notingFork(world, 'f', 1, 3)).call();
    for (const nth of [0, 1, 2]) {
      world.wait(1 * ms).answer(nth, ERROR);
      world.wait(11 * ms);
    }
    expect(world.log).toEqual(['f answered 0 1', 'f answered 1 1', 'f answered 2 1', 'ended 1']);
    expect(world.sim.counters.sent[0]).toBe(3);
    expect(world.sim.counters.retried[0]).toBe(2);
    expect(world.live).toBe(0);
  });

  test('that concludes gives its other tries up: their gates are left, their answers are late', () => {
    const world = new LoneChain();
    world.chain(notingFork(world, 'f', 3), notingGate(world, 'b')).call();
    world.wait(1 * ms).answer(1);
    world.wait(1 * ms);
    const left = `b leave ${CANCELLED}`;
    expect(world.log.slice(3)).toEqual(['b leave 0', 'f answered 1 0', left, left, 'ended 0']);
    world.answer(0);
    world.answer(2, ERROR);
    world.wait(1 * ms);
    expect(world.sim.counters.late[0]).toBe(2);
    expect(world.live).toBe(0);
  });

  test('may conclude while it opens: a try that is refused at once', () => {
    const world = new LoneChain();
    world.chain(
      notingFork(world, 'f', 1),
      notingGate(world, 'b', () => REFUSE + QUEUE_FULL),
    );
    world.call();
    expect(world.log).toEqual(['b enter', `f answered 0 ${QUEUE_FULL}`, `ended ${QUEUE_FULL}`]);
    expect(world.sim.counters.refused[0]).toBe(1);
    expect(world.live).toBe(0);
  });

  test('within a fork ends with it, innermost tries first told of', () => {
    const world = new LoneChain();
    world.chain(notingFork(world, 'f', 2), notingFork(world, 'g', 2), notingGate(world, 'b')).call();
    world.wait(1 * ms);
    expect(world.visits).toHaveLength(4);
    world.answer(0);
    world.wait(1 * ms);
    const left = `b leave ${CANCELLED}`;
    expect(world.log.slice(4)).toEqual([
      ...['b leave 0', 'g answered 0 0', left, 'f answered 0 0'],
      ...['g withdraw', left, left, 'ended 0'],
    ]);
    expect(world.live).toBe(3); // visits that the callee still has
  });

  test('may give up one try, which then comes back as answered', () => {
    const world = new LoneChain();
    const inner = notingFork(world, 'f', 1, 2);
    world.chain(inner).call();
    world.wait(1 * ms);
    const attempt = world.visits[0];
    world.host.giveUp(attempt, TIMED_OUT);
    expect(world.log).toEqual([`f answered 0 ${TIMED_OUT}`]);
    world.answer(0);
    world.wait(11 * ms);
    expect(world.sim.counters.late[0]).toBe(1);
    world.answer(1);
    world.wait(1 * ms);
    expect(world.log.slice(1)).toEqual(['f answered 1 0', 'ended 0']);
  });
});

describe('time-outs', () => {
  test('begin where they stand in the chain: around the fork for all tries, within it for each', () => {
    const world = new LoneChain();
    world.chain(45, notingFork(world, 'f', 1, 9), 20, notingGate(world, 'b')).call();
    world.wait(44 * ms);
    // 20 ms, a wait of 10 ms, and the second is 14 ms old.
    expect(world.log).toEqual(['b enter', `b leave ${TIMED_OUT}`, `f answered 0 ${TIMED_OUT}`, 'b enter']);
    world.wait(1 * ms);
    expect(world.log.slice(4)).toEqual(['f withdraw', `b leave ${CANCELLED}`, `ended ${TIMED_OUT}`]);
    world.wait(100 * ms);
    expect(world.visits).toHaveLength(2);
  });

  test('end a wait between tries; nothing comes after', () => {
    const world = new LoneChain();
    world.chain(5, notingFork(world, 'f', 1, 9)).call();
    world.wait(1 * ms).answer(0, ERROR);
    world.wait(100 * ms);
    expect(world.log).toEqual(['f answered 0 1', 'f withdraw', `ended ${TIMED_OUT}`]);
    expect(world.live).toBe(0);
  });

  test('of a parked call withdraw it: it was not admitted, so it does not leave', () => {
    const world = new LoneChain();
    world
      .chain(
        20,
        notingGate(world, 'a'),
        notingGate(world, 'b', () => PARK),
      )
      .call();
    world.wait(20 * ms);
    expect(world.log).toEqual([
      'a enter',
      'b enter',
      'b withdraw',
      `a leave ${TIMED_OUT}`,
      `ended ${TIMED_OUT}`,
    ]);
    expect(world.live).toBe(0);
  });
});

describe('a parked call', () => {
  test.each([
    ['goes on through the rest of the chain', GO, ['c enter', 'c leave 0', 'b leave 0', 'ended 0']],
    ['is refused', REFUSE + QUEUE_FULL, [`ended ${QUEUE_FULL}`]],
  ])('that is resumed %s', (_, verdict, rest) => {
    const world = new LoneChain();
    const b = notingGate(world, 'b', () => PARK);
    world.chain(b, notingGate(world, 'c')).call();
    world.wait(5 * ms);
    world.host.resume(b.kept.shift(), verdict);
    world.wait(1 * ms);
    if (world.visits.length > 0) world.answer(0);
    world.wait(1 * ms);
    expect(world.log.slice(1)).toEqual(rest);
    expect(world.live).toBe(0);
  });

  test.each([
    [undefined, 'b leave 0'],
    [() => REFUSE + QUEUE_FULL, `ended ${QUEUE_FULL}`],
  ])('with a delay goes on when that is over, or as `waited` says', (waited, last) => {
    const world = new LoneChain();
    const b: Gate = {
      ...notingGate(world, 'b'),
      enter: (call) => world.host.delay(call, 7 * ms),
      ...(waited && { waited }),
    };
    world.chain(b).call();
    world.wait(7 * ms - 1);
    expect(world.log).toEqual([]);
    world.wait(1 + 1 * ms);
    if (world.visits.length > 0) world.answer(0);
    world.wait(1 * ms);
    expect(world.log).toContain(last);
  });

  test('whose delay is cut short by `resume` is not woken again', () => {
    const world = new LoneChain();
    let woken = 0;
    let kept = NONE;
    const b: Gate = {
      ...notingGate(world, 'b'),
      enter: (call) => {
        kept = call;
        return world.host.delay(call, 7 * ms);
      },
      waited: () => {
        woken++;
        return GO;
      },
    };
    world.chain(b).call();
    world.host.resume(kept, GO);
    world.wait(100 * ms);
    expect(woken).toBe(0);
    expect(world.visits).toHaveLength(1);
  });

  test('of a balancer picks anew when it is resumed, and is withdrawn when its time is up', () => {
    const picks: number[] = [];
    let answer: number = QUEUED;
    let kept = NONE;
    let withdrawn = 0;
    const balancer: Balancer = {
      pick: (call) => {
        kept = call;
        picks.push(answer);
        return answer;
      },
      withdraw: () => withdrawn++,
      reset: () => undefined,
      explain: () => [],
    };
    const world = new LoneChain(balancer).chain(gateless(), 20);
    world.call();
    answer = ECHO;
    world.host.resume(kept, GO);
    expect(picks).toEqual([QUEUED, ECHO]);
    answer = QUEUED;
    world.call();
    world.wait(30 * ms);
    expect(withdrawn).toBe(1);
    expect(world.log).toEqual([`ended ${TIMED_OUT}`, `ended ${TIMED_OUT}`]);
  });

  function gateless(): Gate {
    return { enter: () => GO, leave: () => undefined, reset: () => undefined, explain: () => [] };
  }
});

describe('a try that a dropped sibling makes way for', () => {
  /** One permit; who waits for it gets it when its holder leaves, and is refused then if `refuses`. */
  function permit(world: LoneChain, refuses: boolean): Gate {
    const line = new Line(world.sim.frames, world.sim.arena.i32(LINE_STATE));
    let taken = false;
    return {
      enter: (call) => {
        if (!taken) {
          taken = true;
          return GO;
        }
        line.pushFirst(call);
        return PARK;
      },
      leave: () => {
        taken = false;
        const next = line.shift();
        if (next === NONE) return;
        taken = !refuses;
        world.host.resume(next, refuses ? REFUSE + NO_INSTANCE : GO);
      },
      withdraw: (call) => void line.remove(call),
      reset: () => line.clear(),
      explain: () => [],
    };
  }

  test('may end the call while the sibling is still leaving: nobody judges that one then, and it leaves once', () => {
    const picks = [ECHO, NONE];
    const balancer: Balancer = {
      pick: () => picks.shift() ?? NONE,
      reset: () => undefined,
      explain: () => [],
    };
    const world = new LoneChain(balancer);
    const { host } = world;
    const first: Fork = {
      ...notingFork(world, 'f', 2),
      answered: (call, attempt) => {
        world.note('f answered', host.frames.payload[attempt]);
        host.conclude(call, host.frames.reason[attempt]);
      },
    };
    world.chain(first, notingGate(world, 'b'), permit(world, false)).call();
    world.wait(1 * ms).answer(0, ERROR);
    world.wait(1 * ms);
    // The second is let in by the first one's leaving, finds no instance, and concludes the call.
    const left = [`b leave ${NO_INSTANCE}`, 'f answered 1', `ended ${NO_INSTANCE}`, `b leave ${ERROR}`];
    expect(world.log.slice(2)).toEqual(left);
    expect(world.live).toBe(0);
  });

  test.each([true, false])('is judged no more, refused or not (%s)', (refuses) => {
    const world = new LoneChain();
    // The newest of three holds the permit when the call is given up, for the first two came back from a wait.
    const held: Frame[] = [];
    const late: Gate = {
      ...notingGate(world, 'late'),
      enter: (call) => {
        held.push(call);
        return held.length < 3 ? PARK : GO;
      },
      withdraw: () => undefined,
    };
    world.chain(100, notingFork(world, 'f', 3), late, permit(world, refuses)).call();
    world.host.resume(held[0], GO);
    world.host.resume(held[1], GO);
    world.wait(200 * ms);
    expect(world.log.filter((line) => line.startsWith('f answered'))).toEqual([]);
    expect(world.log.filter((line) => line.startsWith('ended'))).toEqual([`ended ${TIMED_OUT}`]);
    expect(world.liveCalls).toBe(0);
  });
});
