import { describe, expect, test } from 'vitest';
import { Stream } from '#lib/engine/random/stream.ts';
import type { Action } from '#lib/scenario/document.ts';
import { at, exactly, sketch, standing } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { estate, lastStart, SEEDS, stepsOf2, to2, turned } from '#lib/world/estate.ts';
import { drawDeath } from './swim.ts';

const slow = { is: 'consul', check: { is: 'http', intervalSeconds: 600 } };
const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

function stream(name: string): Stream {
  const made = new Stream(new Int32Array(4));
  made.seed(1, name);
  return made;
}

/**
 * The same once more, but told as a tale: every member with its own list, which it walks; every suspicion with its own timer at
 * every member; every message carried from member to member. Seconds until one certain member knows of the death.
 */
function tale(random: Stream, members: number): number {
  const others = Array.from({ length: members - 1 }, (_, id) => id);
  const shuffled = () => {
    const list = [...others];
    for (let i = list.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
    return list;
  };
  // By member: when it finds no answer. In its list, the dead one stands for itself.
  const finds = others.map((self) => {
    let list = shuffled();
    let through = random.below(list.length);
    let at = random.uniform();
    while (list[through] !== self) {
      at++;
      if (++through < list.length) continue;
      list = shuffled();
      through = 0;
    }
    return at + 1;
  });
  const minimum = (4 * Math.floor(1_000 * Math.max(1, Math.log10(members)))) / 1_000;
  const k = members - 2 < 2 ? 0 : 2;
  const total = (n: number) =>
    k === 0 ? minimum : Math.max(minimum, 6 * minimum - (Math.log(n + 1) / Math.log(k + 1)) * 5 * minimum);
  // What each member has heard: from whom, and when.
  const heard = others.map(() => new Map<number, number>());
  const dead = others.map(() => Infinity);
  const phases = others.map(() => random.uniform() * 0.2);
  for (let step = 0; ; step++) {
    const now = step * 0.01;
    others.forEach((self) => {
      if (finds[self] <= now && !heard[self].has(self)) heard[self].set(self, finds[self]);
      const news = [...heard[self].entries()].sort((a, b) => a[1] - b[1]);
      for (let n = 0; n < Math.min(news.length, k + 1); n++) {
        const next = n + 1 < Math.min(news.length, k + 1) ? news[n + 1][1] : Infinity;
        const expires = Math.max(news[n][1], news[0][1] + total(n));
        if (expires <= now && expires < next) dead[self] = Math.min(dead[self], expires);
      }
      const beats = Math.floor((now - phases[self]) / 0.2) !== Math.floor((now - 0.01 - phases[self]) / 0.2);
      if (!beats) return;
      const tells = Array.from({ length: 3 }, () => random.below(members - 1));
      for (const other of tells) {
        if (dead[self] <= now) dead[other] = Math.min(dead[other], now);
        for (const from of heard[self].keys()) {
          if (!heard[other].has(from)) heard[other].set(from, now);
        }
      }
    });
    if (dead[0] <= now) return dead[0];
  }
}

describe('a machine’s death', () => {
  test.each([3, 10, 50])(
    'among %d members is noticed as an independent tale of the protocol has it',
    (members) => {
      const draws = stream(`draws ${members}`);
      const drawn = Array.from({ length: 2_000 }, () => drawDeath(draws, members).failedMicros / 1e6);
      const tales = stream(`tales ${members}`);
      const told = Array.from({ length: 100 }, () => tale(tales, members));
      expect(Math.abs(mean(drawn) / mean(told) - 1)).toBeLessThan(0.08);
      expect(Math.min(...drawn)).toBeGreaterThan(5);
    },
  );

  test.each([
    [2, 5, 6.4],
    [3, 5, 7.4],
    [10, 5, 12],
    [100, 9, 16],
  ])('among %d members takes %d s at least, and mostly less than %d s', (members, least, most) => {
    const draws = stream(`range ${members}`);
    const drawn = Array.from({ length: 1_000 }, () => drawDeath(draws, members).failedMicros / 1e6);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(least);
    expect(drawn.filter((seconds) => seconds <= most).length).toBeGreaterThanOrEqual(950);
  });

  test(
    'takes all of its services out of the results, though their check has not failed',
    { timeout: 30_000 },
    () => {
      for (const seed of SEEDS) {
        const watched = estate({ ...slow, members: 10 }, [to2(700, 'replace-instance')], seed, {
          ratePerSecond: 20,
        });
        watched.run(760);
        expect(stepsOf2(watched, 'node').map(({ to }) => to)).toEqual(['alive', 'suspect', 'failed']);
        const waited = turned(watched, 'failed', 'node') - 700;
        expect(waited).toBeGreaterThanOrEqual(5);
        expect(waited).toBeLessThanOrEqual(26);
        expect(stepsOf2(watched, 'check').map(({ to }) => to)).toEqual(['critical', 'passing']);
        expect(lastStart(watched, 'timed-out')).toBeLessThanOrEqual(700 + waited + 0.001);
      }
    },
  );

  test('is no death when only the process is gone', () => {
    const watched = estate({ is: 'consul' }, [to2(60, 'kill-instance')]).run(200);
    expect(stepsOf2(watched, 'node').map(({ to }) => to)).toEqual(['alive']);
  });

  test('is noticed while the registry is down', () => {
    const script = [at(690, 'registry-down', 'r'), to2(700, 'replace-instance'), at(730, 'registry-up', 'r')];
    const watched = estate(slow, script, 1, { ratePerSecond: 20 }).run(900);
    expect(turned(watched, 'failed', 'node')).toBeLessThan(710);
    // Who watched backs off for 5 s, 20 s, 45 s: the first question that is answered tells it.
    expect(lastStart(watched, 'timed-out')).toBeGreaterThan(730);
    expect(lastStart(watched, 'timed-out')).toBeLessThan(690 + 5 + 20 + 45 + 0.2);
  });
});

describe('a zone of two machines that is cut off from its registry', () => {
  const cutOff = (script: readonly Action[], seed = 1) => {
    const r = ['registry', { operationTime: exactly(0), mechanism: { is: 'consul', members: 10 } }] as const;
    const nodes = {
      c: ['client', { ratePerSecond: 20, arrivals: 'constant' }],
      r,
      s: ['service', { instances: 4, serviceTime: exactly(1) }],
    } as const;
    const scenario = sketch(nodes, { 'c>s': { timeoutMs: 200 }, 'c>r': {}, 's>r': {} }, script, seed);
    return new Watched(
      standing(scenario, { a: ['zone'], b: ['zone'] }, { c: ['a'], r: ['a'], s: ['a', 'b'] }),
    );
  };
  const nodesOf = (watched: Watched, to: string) =>
    watched
      .steps('r/node')
      .flatMap((step) => (step.to === to && step.at > 60 ? [[step.subject, step.at] as const] : []));

  test('is declared dead, while its checks keep their status', () => {
    for (const seed of SEEDS) {
      const watched = cutOff([at(60, 'partition', 'b')], seed).run(120);
      const failed = nodesOf(watched, 'failed');
      expect(failed.map(([name]) => name).sort()).toEqual(['s-2', 's-4']);
      expect(failed.every(([, when]) => when > 65 && when < 90)).toBe(true);
      expect(watched.steps('r/check').filter((step) => step.at > 60)).toEqual([]);
      const last = Math.max(...failed.map(([, when]) => when));
      expect(watched.ends.filter((end) => end.start > last + 0.01 && end.outcome !== 'ok')).toEqual([]);
    }
  });

  test('is back within 30 s of its end, and at once if it was only suspected', () => {
    const long = cutOff([at(60, 'partition', 'b'), at(100, 'heal-partition', 'b')]).run(200);
    const back = nodesOf(long, 'alive');
    expect(back.map(([name]) => name).sort()).toEqual(['s-2', 's-4']);
    expect(back.every(([, when]) => when >= 100 && when <= 130)).toBe(true);
    const short = cutOff([at(60, 'partition', 'b'), at(64.5, 'heal-partition', 'b')]).run(200);
    expect(nodesOf(short, 'failed')).toEqual([]);
    expect(nodesOf(short, 'suspect').length).toBe(nodesOf(short, 'alive').length);
    expect(nodesOf(short, 'alive').every(([, when]) => when === 64.5)).toBe(true);
  });
});
