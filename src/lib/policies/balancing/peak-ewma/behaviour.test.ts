import { expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { SEEDS } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';
import { policy, type PeakEwmaConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as PeakEwmaConfig;

function balancerOf(hosts: number, seed = 1) {
  const lone = new LoneHosts(hosts, { seed });
  const balancer = create(lone.build(defaults), lone.endpoints);
  balancer.reset();
  const begin = () => {
    const call = lone.call();
    return lone.send(call, balancer.pick(call));
  };
  const end = (call: number) => lone.end(call, OK, balancer);
  /** Loads as they are shown, in ms. */
  const loads = () => balancer.explain()[0].bars!.map(({ value }) => value);
  return { lone, balancer, begin, end, loads };
}

test('a host never asked has 30 ms, times calls under way and one', () => {
  const { begin, loads } = balancerOf(1);
  begin();
  expect(loads()).toEqual([60]);
  begin();
  expect(loads()).toEqual([90]);
});

test('a slow answer counts at once, and decays to 37 % within 10 s', () => {
  const { lone, begin, end, loads } = balancerOf(1);
  const call = begin();
  lone.wait(800e3);
  end(call);
  expect(loads()[0]).toBeCloseTo(800, 9);
  lone.wait(10e6);
  expect(loads()[0]).toBeCloseTo(800 / Math.E, 9);
});

test('a fast answer draws the estimate nearer by the time since its last move', () => {
  const { lone, begin, end, loads } = balancerOf(1);
  const slow = begin();
  lone.wait(100e3);
  end(slow);
  lone.wait(5e6);
  const fast = begin();
  lone.wait(10e3);
  end(fast);
  const kept = Math.exp(-5.01 / 10);
  expect(loads()[0]).toBeCloseTo(100 * kept + 10 * (1 - kept), 6);
});

test('of two hosts, always both drawn, the one with the lower load is taken', () => {
  const { lone, begin, end } = balancerOf(2);
  const slow = begin();
  const { callee } = lone.sim.frames;
  const slowHost = callee[slow];
  lone.wait(500e3);
  end(slow);
  // 500 ms against 30: sixteen calls under way make the fast one as loaded.
  const taken = Array.from({ length: 15 }, () => callee[begin()]);
  expect(new Set(taken)).toEqual(new Set([1 - slowHost]));
  begin();
  expect(Array.from({ length: 4 }, () => callee[begin()])).toContain(slowHost);
});

/** tower's peak_ewma.rs, read anew: `RttEstimate::update` and `RttEstimate::decay`, with times in micros. */
class Estimate {
  pending = 0;
  private rtt = defaults.defaultRttMs * 1e3;
  private at = 0;

  update(rtt: number, now: number): void {
    if (rtt > this.rtt) this.rtt = rtt;
    else {
      const kept = Math.exp(-(now - this.at) / (defaults.decaySeconds * 1e6));
      this.rtt = this.rtt * kept + rtt * (1 - kept);
    }
    this.at = now;
  }

  /** Asked for its load an estimate decays as if an answer had come in no time. */
  load(now: number): number {
    this.update(0, now);
    return this.rtt * (this.pending + 1);
  }
}

test.each(SEEDS)('seed %i: call by call it does what tower does, with the same pairs drawn', (seed) => {
  const HOSTS = 4;
  const { lone, begin, end, loads } = balancerOf(HOSTS, seed);
  const draws = new Stream(new Int32Array(4));
  draws.seed(seed, 'e1/0/balancer');
  const random = new Stream(new Int32Array(4));
  random.seed(seed, 'calls');
  const model = Array.from({ length: HOSTS }, () => new Estimate());
  const { callee, since } = lone.sim.frames;
  const calls: number[] = [];
  let close = 0;
  for (let step = 0; step < 1_500; step++) {
    const { now } = lone.sim;
    if (random.chance(calls.length < 12 ? 0.55 : 0.3)) {
      const a = draws.below(HOSTS);
      const b = draws.below(HOSTS - 1);
      const pair = [a, b >= a ? b + 1 : b];
      const [first, second] = pair.map((host) => model[host].load(now));
      const call = begin();
      // Where the last digit of a load decides, either is right.
      if (Math.abs(first - second) <= 1e-9 * first) close++;
      else expect(callee[call]).toBe(pair[first <= second ? 0 : 1]);
      model[callee[call]].pending++;
      calls.push(call);
    } else if (calls.length > 0) {
      const [call] = calls.splice(random.below(calls.length), 1);
      const host = model[callee[call]];
      host.pending--;
      host.update(now - since[call >> 1], now);
      end(call);
    }
    lone.wait(1 + random.below(random.chance(0.02) ? 9_000_000 : 40_000));
  }
  const now = lone.sim.now;
  loads().forEach((load, host) => expect(load / (model[host].load(now) / 1e3)).toBeCloseTo(1, 9));
  expect(close).toBeLessThan(150);
});

test('shown loads do not move the real ones', () => {
  const picks = (look: boolean) => {
    const { lone, begin, end, loads } = balancerOf(3, 9);
    return Array.from({ length: 60 }, (_, i) => {
      const call = begin();
      lone.wait(1e3 * (1 + ((i * 7) % 40)));
      if (look) loads();
      const host = lone.sim.frames.callee[call];
      end(call);
      return host;
    });
  };
  expect(picks(true)).toEqual(picks(false));
});

test('a host that is listed anew is one that was never asked', () => {
  const { lone, begin, end, loads } = balancerOf(2);
  const call = begin();
  const slow = lone.sim.frames.callee[call];
  lone.wait(900e3);
  end(call);
  lone.endpoints.set([1 - slow]);
  end(begin());
  lone.endpoints.set([0, 1]);
  end(begin());
  expect(loads()[slow]).toBeLessThanOrEqual(30);
});
