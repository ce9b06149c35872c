import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, NO_INSTANCE, OK, QUEUE_FULL, RESET, TIMED_OUT } from '#lib/base/outcomes.ts';
import { Build } from './build.ts';
import { GO, OP, PARK, QUEUED, REFUSE, type Balancer, type Fork, type Gate } from './contract.ts';
import { NONE, ROLE, STAGE, type Frame } from './frames.ts';
import { Host } from './host.ts';
import { instanceLife } from './instance-life.ts';
import { Life } from './life.ts';
import { Line, LINE_STATE } from './line.ts';
import { loneEndpoints } from './lone-endpoints.ts';
import { Port, type GateLayer, type Layer } from './port.ts';
import { Stream } from './random/stream.ts';
import { LEVER } from './levers.ts';
import { silent } from './sink.ts';
import { Simulation } from './simulation.ts';
import { Wire } from './wire.ts';

const ms = 1_000;
const ECHO = 1;

/** A caller (host 0) with a chain, and a callee (host 1) with an intake, 1 ms apart; what happens is written down. */
class Chained {
  readonly sim = new Simulation({ nodes: 2, hosts: 2, edges: 1, layers: 4 }, silent);
  readonly log: string[] = [];
  /** Visits in the callee's hands, in order of arrival. */
  readonly visits: Frame[] = [];
  readonly host = new Host(this.sim, 0);
  readonly port: Port;
  private readonly intake: GateLayer[] = [];

  constructor(balancer: Balancer | null = null) {
    const { sim } = this;
    const stream = new Stream(sim.arena.i32(4));
    const wire = new Wire(0, { meanMicros: 1 * ms, draw: () => 1 * ms }, 0, stream, stream, sim.levers);
    const endpoints = loneEndpoints(sim, 2);
    endpoints.set([ECHO]);
    this.port = new Port(0, 0, wire, 1, endpoints, NONE, sim.arena.i32(2));
    this.port.lanes.length = 0;
    this.port.balancer = balancer;
    this.port.watched = balancer?.ended !== undefined;
    sim.ports.push(this.port);
    const place = { owner: 'n', instance: 0, instances: ['caller', 'callee'], seed: 1 };
    const { machine, concern, rules } = instanceLife;
    const chart = new Build(sim, null, this.host, place).chart({ concern, machine, rules });
    const life = (subject: number) => new Life(chart, subject, instanceLife, 0);
    const rest = { station: null, registrants: [], faults: stream };
    sim.instances.push({
      ...rest,
      node: 0,
      behaviour: {
        visit: () => undefined,
        answered: (_, call) => this.note('ended', sim.frames.status[call]),
      },
      life: life(0),
      ports: [this.port],
      intake: [],
      hash: 0,
    });
    sim.instances.push({
      ...rest,
      node: 1,
      behaviour: { visit: (visit) => void this.visits.push(visit) },
      life: life(1),
      ports: [],
      intake: this.intake,
      hash: 1,
    });
  }

  /** Layers, outermost first; a number in between is the time-out in ms that begins there. */
  chain(...parts: (Gate | Fork | number)[]): this {
    for (const part of parts) {
      if (typeof part === 'number') {
        this.port.lanes[this.port.layers.length] = this.sim.lanes.lane(part * ms);
      } else this.port.layers.push(layerOf(part));
    }
    for (let at = 0; at <= this.port.layers.length; at++) this.port.lanes[at] ??= NONE;
    return this;
  }

  guard(...gates: Gate[]): this {
    this.intake.push(...gates.map((gate): GateLayer => ({ title: 'intake', gate, fork: null })));
    return this;
  }

  call(): void {
    this.sim.calls.call(this.port, NONE, OP.request, 0);
  }

  answer(nth: number, reason = OK): void {
    this.sim.messages.answer(this.visits[nth], reason);
  }

  wait(micros: number): this {
    const idle = this.sim.owners.push({ timer: () => undefined }) - 1;
    const until = this.sim.now + micros;
    this.sim.after(idle, micros, 0, 3);
    this.sim.run(until + 1);
    return this;
  }

  note(...words: (string | number)[]): void {
    this.log.push(words.join(' '));
  }

  crash(host: number): void {
    this.sim.script.set([
      { atMicros: this.sim.now + 1, hosts: [host], edges: [], lever: LEVER.down, value: 1, hash: 0 },
    ]);
    this.wait(1);
  }

  /** Frames that are not free. */
  get live(): number {
    const { frames } = this.sim;
    return Array.from({ length: frames.used }, (_, f) => f).filter((f) => frames.stage[f] !== STAGE.free)
      .length;
  }
}

function layerOf(part: Gate | Fork): Layer {
  return 'enter' in part
    ? { title: 'gate', gate: part, fork: null }
    : { title: 'fork', gate: null, fork: part };
}

/** A gate that notes what it sees; `verdict` decides. */
function gate(
  world: Chained,
  name: string,
  verdict: (call: Frame) => number = () => GO,
): Gate & { kept: Line } {
  const kept = new Line(world.sim.frames, world.sim.arena.i32(LINE_STATE));
  return {
    kept,
    enter: (call) => {
      world.note(name, 'enter');
      const decided = verdict(call);
      if (decided === PARK) kept.push(call);
      return decided;
    },
    leave: (call) => world.note(name, 'leave', world.sim.frames.status[call]),
    withdraw: (call) => {
      world.note(name, 'withdraw');
      expect(kept.remove(call)).toBe(true);
    },
    reset: () => kept.clear(),
    explain: () => [],
  };
}

/** A fork that begins so many tries at once; concludes with the first good answer, or when all have failed. */
function fork(world: Chained, name: string, width: number, most = width): Fork {
  const { host } = world;
  return {
    open: (call) => {
      for (let i = 0; i < width; i++) host.attempt(call);
    },
    answered: (call, attempt) => {
      const { status, reason, tries, payload, child } = host.frames;
      world.note(name, 'answered', payload[attempt], status[attempt]);
      if (status[attempt] === OK) host.conclude(call, reason[attempt]);
      else if (tries[call] < most) host.delay(call, 10 * ms);
      else if (child[call] === NONE) host.conclude(call, reason[attempt]);
    },
    due: (call) => host.attempt(call),
    withdraw: () => world.note(name, 'withdraw'),
    reset: () => undefined,
    explain: () => [],
  };
}

describe('a fork', () => {
  test('passes its tries through the layers after it, and none before it', () => {
    const world = new Chained();
    world.chain(gate(world, 'a'), fork(world, 'f', 2), gate(world, 'b')).call();
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
    const world = new Chained();
    world.chain(fork(world, 'f', 1, 3)).call();
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
    const world = new Chained();
    world.chain(fork(world, 'f', 3), gate(world, 'b')).call();
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
    const world = new Chained();
    world.chain(
      fork(world, 'f', 1),
      gate(world, 'b', () => REFUSE + QUEUE_FULL),
    );
    world.call();
    expect(world.log).toEqual(['b enter', `f answered 0 ${QUEUE_FULL}`, `ended ${QUEUE_FULL}`]);
    expect(world.sim.counters.refused[0]).toBe(1);
    expect(world.live).toBe(0);
  });

  test('within a fork ends with it, innermost tries first told of', () => {
    const world = new Chained();
    world.chain(fork(world, 'f', 2), fork(world, 'g', 2), gate(world, 'b')).call();
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
    const world = new Chained();
    const inner = fork(world, 'f', 1, 2);
    world.chain(inner).call();
    world.wait(1 * ms);
    const attempt = world.sim.frames.parent[world.visits[0]];
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
    const world = new Chained();
    world.chain(45, fork(world, 'f', 1, 9), 20, gate(world, 'b')).call();
    world.wait(44 * ms);
    // 20 ms, a wait of 10 ms, and the second is 14 ms old.
    expect(world.log).toEqual(['b enter', `b leave ${TIMED_OUT}`, `f answered 0 ${TIMED_OUT}`, 'b enter']);
    world.wait(1 * ms);
    expect(world.log.slice(4)).toEqual(['f withdraw', `b leave ${CANCELLED}`, `ended ${TIMED_OUT}`]);
    world.wait(100 * ms);
    expect(world.visits).toHaveLength(2);
  });

  test('end a wait between tries; nothing comes after', () => {
    const world = new Chained();
    world.chain(5, fork(world, 'f', 1, 9)).call();
    world.wait(1 * ms).answer(0, ERROR);
    world.wait(100 * ms);
    expect(world.log).toEqual(['f answered 0 1', 'f withdraw', `ended ${TIMED_OUT}`]);
    expect(world.live).toBe(0);
  });

  test('of a parked call withdraw it: it was not admitted, so it does not leave', () => {
    const world = new Chained();
    world
      .chain(
        20,
        gate(world, 'a'),
        gate(world, 'b', () => PARK),
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
    const world = new Chained();
    const b = gate(world, 'b', () => PARK);
    world.chain(b, gate(world, 'c')).call();
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
    const world = new Chained();
    const b: Gate = {
      ...gate(world, 'b'),
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
    const world = new Chained();
    let woken = 0;
    let kept = NONE;
    const b: Gate = {
      ...gate(world, 'b'),
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
    const world = new Chained(balancer).chain(gateless(), 20);
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
  function permit(world: Chained, refuses: boolean): Gate {
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

  test.each([true, false])('is judged no more, refused or not (%s)', (refuses) => {
    const world = new Chained();
    // The newest of three holds the permit when the call is given up, for the first two came back from a wait.
    const held: Frame[] = [];
    const late: Gate = {
      ...gate(world, 'late'),
      enter: (call) => {
        held.push(call);
        return held.length < 3 ? PARK : GO;
      },
      withdraw: () => undefined,
    };
    world.chain(100, fork(world, 'f', 3), late, permit(world, refuses)).call();
    world.host.resume(held[0], GO);
    world.host.resume(held[1], GO);
    world.wait(200 * ms);
    expect(world.log.filter((line) => line.startsWith('f answered'))).toEqual([]);
    expect(world.log.filter((line) => line.startsWith('ended'))).toEqual([`ended ${TIMED_OUT}`]);
    const calls = Array.from({ length: world.sim.frames.used }, (_, f) => f).filter(
      (f) => world.sim.frames.role[f] === ROLE.call && world.sim.frames.stage[f] !== STAGE.free,
    );
    expect(calls).toEqual([]);
  });
});

describe('the callee’s intake', () => {
  test('is entered on arrival and left with the answer, outermost last', () => {
    const world = new Chained();
    world.guard(gate(world, 'p'), gate(world, 'q')).chain().call();
    world.wait(1 * ms).answer(0, ERROR);
    world.wait(1 * ms);
    expect(world.log).toEqual(['p enter', 'q enter', 'q leave 1', 'p leave 1', 'ended 1']);
  });

  test('refuses: those that had let it in are left, and the caller is told', () => {
    const world = new Chained();
    world
      .guard(
        gate(world, 'p'),
        gate(world, 'q', () => REFUSE + QUEUE_FULL),
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
    const world = new Chained();
    const p = gate(world, 'p', () => PARK);
    world.guard(p, gate(world, 'q')).chain().call();
    world.wait(5 * ms);
    expect(world.visits).toEqual([]);
    new Host(world.sim, 1).resume(p.kept.shift(), verdict);
    world.wait(1 * ms);
    expect(world.visits).toHaveLength(visits);
    expect(world.log.slice(1)).toEqual(rest);
  });

  test('keeps a visit whose caller has gone: its answer comes late', () => {
    const world = new Chained();
    const p = gate(world, 'p', () => PARK);
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
    const world = new Chained();
    const p: Gate = { ...gate(world, 'p'), enter: (visit) => new Host(world.sim, 1).delay(visit, 10 * ms) };
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
  const world = new Chained();
  const parked = gate(world, 'c', () => (world.log.length > 4 ? PARK : GO));
  world.chain(100, fork(world, 'f', 2, 9), 60, gate(world, 'b'), parked).call();
  world.call();
  world.wait(5 * ms);
  world.answer(0, ERROR);
  world.wait(2 * ms); // one try in back-off
  const before = [...world.log];
  world.crash(0);
  world.wait(1_000 * ms);
  expect(world.log).toEqual(before);
  const { frames } = world.sim;
  const calls = Array.from({ length: frames.used }, (_, f) => f).filter(
    (f) => frames.role[f] === ROLE.call && frames.stage[f] !== STAGE.free,
  );
  expect(calls).toEqual([]);
});

test.each([0, 1])('a gate’s own timer finds nobody to resume when process %i has died', (process) => {
  const world = new Chained();
  const keeper = gate(world, 'k', () => PARK);
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
