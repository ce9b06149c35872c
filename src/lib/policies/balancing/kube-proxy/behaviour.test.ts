import { describe, expect, test } from 'vitest';
import { CANCELLED, CONNECTION_REFUSED, ERROR, OK, RESET, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf, type Config } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { NONE } from '#lib/engine/frames.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { create } from './behaviour.ts';
import { policy, type KubeProxyConfig } from './policy.ts';

/** Named before any was run. */
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const S = 1e6;

function serviceOf(pods: number, config: Config, seed = 1) {
  const lone = new LoneHosts(pods, { seed });
  const balancer = create(
    lone.build({ ...defaultsOf(policy.fields), ...config } as KubeProxyConfig),
    lone.endpoints,
  );
  balancer.reset();
  const begin = () => {
    const call = lone.call();
    return lone.send(call, balancer.pick(call));
  };
  const hostOf = (call: number) => lone.sim.frames.callee[call];
  const end = (call: number, outcome: number = OK) => lone.end(call, outcome, balancer);
  /** A call from beginning to end: the host that it went to. */
  const ask = (outcome: number = OK) => {
    const call = begin();
    const host = hostOf(call);
    if (host !== NONE) end(call, outcome);
    return host;
  };
  const asks = (count: number) => Array.from({ length: count }, () => ask());
  const open = () => balancer.explain()[3].bars!.map(({ value }) => value);
  return { lone, balancer, begin, hostOf, end, ask, asks, open };
}

const each = { keepalive: 0 };
const one = { keepalive: 1 };
const grpc = { keepalive: 1, http2: true };

describe('the choice for a new connection', () => {
  test('by iptables is uniform over the pods: chi-squared of 3 degrees below 11.34, 1 seed in 100 may fail', () => {
    const good = SEEDS.filter((seed) => {
      const counts = [0, 0, 0, 0];
      for (const host of serviceOf(4, each, seed).asks(4_000)) counts[host]++;
      return counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0) < 11.34;
    });
    expect(good.length).toBeGreaterThanOrEqual(18);
  });

  test('by iptables heeds neither the last one nor who is busy', () => {
    // Of pairs in a row a quarter go to one pod, in turn none would; nobody ever ends.
    const { begin, hostOf } = serviceOf(4, each);
    const hosts = Array.from({ length: 4_000 }, () => hostOf(begin()));
    const again = hosts.filter((host, i) => i > 0 && host === hosts[i - 1]).length;
    expect(Math.abs(again - 1_000)).toBeLessThan(4 * Math.sqrt(4_000 * 0.25 * 0.75));
  });

  test('by ipvs is each in turn, whoever leaves or comes', () => {
    const { lone, asks } = serviceOf(4, { ...each, mode: 'ipvs' });
    expect(asks(5)).toEqual([0, 1, 2, 3, 0]);
    lone.endpoints.set([0, 2, 3]);
    expect(asks(4)).toEqual([2, 3, 0, 2]);
    lone.endpoints.set([3, 1, 0, 2]);
    expect(asks(3)).toEqual([3, 0, 1]);
  });

  test('without a ready pod there is none', () => {
    const { lone, ask } = serviceOf(2, each);
    lone.endpoints.set([]);
    expect(ask()).toBe(NONE);
  });
});

describe('a kept connection', () => {
  test.each([
    ['of HTTP/1.1', one],
    ['of HTTP/2', grpc],
  ])('%s pins all that follows to its pod', (_, config) => {
    const hosts = serviceOf(4, config).asks(1_000);
    expect(new Set(hosts).size).toBe(1);
  });

  test('of HTTP/1.1 carries one call: what comes meanwhile opens another, and only so many are kept', () => {
    const { begin, end, open, asks, hostOf } = serviceOf(4, { keepalive: 2, mode: 'ipvs' });
    const calls = [begin(), begin(), begin()];
    expect(calls.map(hostOf)).toEqual([0, 1, 2]);
    expect(open()).toEqual([1, 1, 1, 0]);
    for (const call of calls) end(call);
    // The one idle longest went; the one used last is taken first.
    expect(open()).toEqual([0, 1, 1, 0]);
    expect(asks(3)).toEqual([2, 2, 2]);
  });

  test('of HTTP/2 carries any number of calls, and several take turns', () => {
    const { begin, hostOf, open } = serviceOf(4, { keepalive: 2, http2: true, mode: 'ipvs' });
    expect(Array.from({ length: 6 }, () => hostOf(begin()))).toEqual([0, 1, 0, 1, 0, 1]);
    expect(open()).toEqual([1, 1, 0, 0]);
  });

  test.each([
    ['of HTTP/1.1', one],
    ['of HTTP/2', grpc],
  ])('%s is closed after so many calls', (_, config) => {
    const { asks } = serviceOf(3, { ...config, mode: 'ipvs', keepaliveRequests: 3 });
    expect(asks(10)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 0]);
  });

  test.each([
    ['of HTTP/1.1', one],
    ['of HTTP/2', grpc],
  ])('%s is closed when it was idle for so long, not sooner', (_, config) => {
    const { lone, ask, open } = serviceOf(3, { ...config, mode: 'ipvs', keepaliveTimeoutSeconds: 5 });
    expect(ask()).toBe(0);
    lone.wait(5 * S - 2);
    expect(ask()).toBe(0);
    lone.wait(5 * S);
    expect(open()).toEqual([0, 0, 0]);
    expect(ask()).toBe(1);
  });

  test.each([
    [CONNECTION_REFUSED, 1, 1],
    [RESET, 1, 1],
    // Nobody knows what comes next along a connection of HTTP/1.1; a stream of HTTP/2 ends alone.
    [TIMED_OUT, 1, 0],
    [CANCELLED, 1, 0],
    [ERROR, 0, 0],
  ])(
    'after an outcome %i the next call goes to pod %i by HTTP/1.1, to %i by HTTP/2',
    (outcome, http1, http2) => {
      for (const [config, next] of [[one, http1] as const, [grpc, http2] as const]) {
        const { ask } = serviceOf(3, { ...config, mode: 'ipvs' });
        expect(ask(outcome)).toBe(0);
        expect(ask()).toBe(next);
      }
    },
  );

  test('stays with a pod that left the endpoints, even when none is left', () => {
    const { lone, ask, open, balancer } = serviceOf(3, { ...one, mode: 'ipvs' });
    expect(ask()).toBe(0);
    for (const left of [[1, 2], []]) {
      lone.endpoints.set(left);
      expect(ask()).toBe(0);
    }
    expect(open()).toEqual([1]);
    expect(balancer.explain()[3].bars![0].note).toBe('no endpoint any more');
    expect(ask(RESET)).toBe(0);
    expect(ask()).toBe(NONE);
  });

  test('of HTTP/2 that was replaced is not harmed by calls that end late on the old one', () => {
    const { begin, end, hostOf, asks } = serviceOf(3, { ...grpc, mode: 'ipvs' });
    const [first, second] = [begin(), begin()];
    end(first, RESET);
    expect(hostOf(begin())).toBe(1);
    end(second, RESET);
    expect(asks(2)).toEqual([1, 1]);
  });

  test('is forgotten when the caller restarts', () => {
    for (const config of [one, grpc]) {
      const { balancer, asks, open } = serviceOf(3, { ...config, mode: 'ipvs' });
      asks(2);
      balancer.reset();
      expect(open()).toEqual([0, 0, 0]);
    }
  });
});

describe('ClientIP affinity', () => {
  const sticky = { ...each, mode: 'ipvs', sessionAffinity: 'ClientIP', timeoutSeconds: 100 };

  test('keeps new connections with one pod, each beginning the time anew', () => {
    const { lone, ask } = serviceOf(3, sticky);
    for (let i = 0; i < 3; i++) {
      expect(ask()).toBe(0);
      lone.wait(99 * S);
    }
    lone.wait(1 * S);
    expect(ask()).toBe(1);
  });

  test('ends when the pod is no endpoint any more, not when it refuses', () => {
    const { lone, ask } = serviceOf(3, sticky);
    expect([ask(CONNECTION_REFUSED), ask()]).toEqual([0, 0]);
    lone.endpoints.set([1, 2]);
    expect(ask()).toBe(1);
  });
});

describe('in a running system', () => {
  const c = ['client', { ratePerSecond: 50, arrivals: 'constant' }] as const;
  const s = ['service', { instances: 4, serviceTime: exactly(5) }] as const;
  const served = (config: Config, seconds = 10) => {
    const balancer = { is: 'kube-proxy', ...config };
    const { sim } = new Watched(sketch({ c, s }, { 'c>s': { balancer } })).run(seconds);
    return [1, 2, 3, 4].map((host) => sim.instances[host].station!.totalsNow().left);
  };

  test('a caller with one connection keeps one of four pods busy, one that opens one for each call all of them', () => {
    expect(served(one).filter((count) => count > 0)).toEqual([499]);
    for (const count of served(each)) expect(count).toBeGreaterThan(90);
  });

  test('of a dead pod that stays an endpoint a quarter of the new connections are refused, with nobody to try again', () => {
    const kill = at(0, 'kill-instance', 's', {}, 2);
    const balancer = { is: 'kube-proxy', keepalive: 0 };
    const { outcomes } = new Watched(sketch({ c, s }, { 'c>s': { balancer } }, [kill])).run(40);
    // 1,999 calls: 4 standard deviations are 77.
    expect(Math.abs(outcomes['connection-refused']! - 500)).toBeLessThan(77);
  });

  test('a kept connection costs one refused call when its pod dies', () => {
    const balancer = { is: 'kube-proxy', mode: 'ipvs', keepalive: 1 };
    const kill = at(5, 'kill-instance', 's', {}, 0);
    const { outcomes } = new Watched(sketch({ c, s }, { 'c>s': { balancer } }, [kill])).run(20);
    expect(outcomes).toEqual({ ok: 998, 'connection-refused': 1 });
  });
});
