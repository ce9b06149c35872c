import { describe, expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import type { Action } from '#lib/scenario/document.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { estate, SEEDS } from '#lib/world/estate.ts';
import { Watched, type SeenHop } from '#lib/world/watched.ts';

/** One caller at 100/s finds two instances through a registry: lease 30 s, heartbeat 10 s, sweep 1 s. */
function leased(script: readonly Action[], seed = 1, settings: Config = {}, lookup: Config = {}): Watched {
  return estate({ is: 'leased', ...settings }, script, seed, { instances: 2, lookup });
}

const kill = (seconds: number) => at(seconds, 'kill-instance', 's', {}, 1);
const restart = (seconds: number) => at(seconds, 'restart-instance', 's', {}, 1);
const evictions = (watched: Watched) => watched.steps('r/lease').filter(({ to }) => to === 'absent');
/** Arrivals at the registry along the service's edge before a time. */
const beats = (watched: Watched): SeenHop[] =>
  watched.hops.filter(({ edge, back }) => edge === 's>r' && !back);

describe('a killed instance', () => {
  test(
    'is evicted by the first sweep at or after 30 s of silence, so 20 to 31 s after the kill',
    { timeout: 30_000 },
    () => {
      for (const seed of SEEDS) {
        const killedAt = 20 + seed * 0.487;
        const watched = leased([kill(killedAt)], seed).run(60);
        const gone = evictions(watched);
        expect(gone.map(({ subject }) => subject)).toEqual(['s-2']);
        // Its last beat reached the registry 1 ms after it was sent, at most one interval before the kill.
        const silentFor = Number(/silent for ([\d.]+) s/.exec(gone[0].why)?.[1]);
        const lastBeat = gone[0].at - silentFor;
        expect(beats(watched).some(({ end }) => Math.abs(end - lastBeat) < 1e-6)).toBe(true);
        expect(silentFor).toBeGreaterThanOrEqual(30);
        expect(silentFor).toBeLessThan(31);
        expect(gone[0].at - killedAt).toBeGreaterThanOrEqual(20);
        expect(gone[0].at - killedAt).toBeLessThan(31.002);
      }
    },
  );

  test('is called until the notice arrives, each call counted and refused, and never after', () => {
    const watched = leased([kill(20.0005)]).run(60);
    const [gone] = evictions(watched);
    const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
    // Every second call went to the ghost: 50 a second until the notice, which takes 1 ms.
    expect(refused.length).toBe(watched.instance('s-2').ghostCalls);
    expect(refused.length).toBeGreaterThanOrEqual(Math.floor((gone.at - 20.0005) * 50) - 1);
    expect(refused.length).toBeLessThanOrEqual((gone.at - 20.0005) * 50 + 2);
    const last = Math.max(...refused.map(({ start }) => start));
    expect(last).toBeLessThanOrEqual(gone.at + 0.001);
    expect(watched.outcomes['connection-refused']).toBe(refused.length);
  });

  test('is called until the next refresh when its caller does not watch', () => {
    const watched = leased([kill(20)], 1, { watch: false, refreshSeconds: 5 }).run(60);
    const [gone] = evictions(watched);
    const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
    const last = Math.max(...refused.map(({ start }) => start));
    expect(last).toBeGreaterThan(gone.at + 0.001);
    expect(last).toBeLessThan(gone.at + 5.01);
  });

  test('that is restarted in place registers again and is called again', () => {
    const watched = leased([kill(20), restart(55)]).run(60);
    const steps = watched.steps('r/lease').filter(({ subject }) => subject === 's-2');
    expect(steps.map(({ to }) => to)).toEqual(['live', 'late', 'absent', 'live']);
    // Start-up takes 2 s; its registration takes 1 ms to arrive.
    expect(steps[3].at).toBe(57.001);
    const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
    expect(Math.max(...refused.map(({ at }) => at))).toBeLessThan(55);
    expect(watched.ends.filter(({ at }) => at > 57.1).every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  test('that is back before its lease ended never leaves the list', () => {
    const watched = leased([kill(20), restart(22)]).run(60);
    expect(evictions(watched)).toEqual([]);
    const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
    expect(refused.length).toBeGreaterThanOrEqual(199);
    expect(Math.max(...refused.map(({ start }) => start))).toBeLessThan(24);
  });
});

describe('while the registry is down', () => {
  const outage = [at(20, 'registry-down', 'r'), at(80, 'registry-up', 'r')];

  test('callers go on with the copy they hold, and no lease ends of it', { timeout: 30_000 }, () => {
    for (const seed of SEEDS) {
      const watched = leased(outage, seed).run(130);
      expect(evictions(watched)).toEqual([]);
      expect(watched.outcomes).toEqual({ ok: watched.ends.length });
    }
  });

  test('an instance that dies stays listed, and is evicted 30 s after the return', () => {
    const watched = leased([outage[0], kill(40), outage[1]]).run(130);
    const gone = evictions(watched);
    expect(gone.map(({ at, subject }) => [at, subject])).toEqual([[110, 's-2']]);
    expect(watched.ends.filter(({ at }) => at > 110.1).every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  test('who watched is forgotten, and hears of changes again once it has asked again', () => {
    const script = [at(20, 'registry-down', 'r'), kill(21), at(22, 'registry-up', 'r')];
    const lastRefused = (refreshSeconds: number) => {
      const watched = leased(script, 1, { refreshSeconds }).run(90);
      expect(evictions(watched).map(({ at }) => at)).toEqual([52]);
      const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
      return Math.max(...refused.map(({ start }) => start));
    };
    expect(lastRefused(5)).toBeLessThan(52.01);
    expect(lastRefused(60)).toBeGreaterThan(59);
    expect(lastRefused(60)).toBeLessThan(61.1);
  });

  test('a caller without a copy has no instance to call, and is told so at once', () => {
    const watched = leased([at(0, 'registry-down', 'r'), at(3, 'registry-up', 'r')]).run(20);
    const early = watched.ends.filter(({ at }) => at < 3);
    expect(early.length).toBeGreaterThan(250);
    expect(early.every(({ outcome, at, start }) => outcome === 'no-instance' && at - start < 0.01)).toBe(
      true,
    );
    // It asks again every second, and the instances’ next heartbeats register them within 10 s.
    expect(watched.ends.filter(({ at }) => at > 15).every(({ outcome }) => outcome === 'ok')).toBe(true);
  });
});

test('an instance whose lease the registry does not hold registers again at its next beat', () => {
  // Heartbeats slower than the lease: it ends before each beat, which then finds it unknown.
  const nodes = {
    c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
    r: [
      'registry',
      { operationTime: exactly(0), mechanism: { is: 'leased', leaseSeconds: 5, heartbeatSeconds: 20 } },
    ],
    s: ['service', { instances: 1, serviceTime: exactly(1) }],
  } as const;
  const edges = { 'c>s': {}, 'c>r': {}, 's>r': {} };
  const watched = new Watched(sketch(nodes, edges)).run(70);
  const steps = watched.steps('r/lease');
  const registered = steps.filter(({ from }) => from === 'absent').map(({ at }) => at);
  expect(registered.length).toBeGreaterThanOrEqual(4);
  // The refused renewal is back 2 ms after it was sent, and the registration arrives 1 ms later.
  const sent = beats(watched).map(({ start }) => start);
  for (const at of registered.slice(1)) {
    expect(sent.some((start) => Math.abs(start + 0.003 - at) < 1e-6)).toBe(true);
  }
  expect(watched.outcomes['no-instance']).toBeGreaterThan(300);
});

test('lookups that wait in a registry when it goes down fail at once, and are asked again', () => {
  const nodes = {
    c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
    r: ['registry', { threads: 1, operationTime: exactly(400) }],
    s: ['service', { instances: 2, serviceTime: exactly(1) }],
  } as const;
  // Both register first, so the lookup of 0.101 s queues behind them until the registry goes down.
  const script = [at(0.6, 'registry-down', 'r'), at(0.65, 'registry-up', 'r')];
  const watched = new Watched(sketch(nodes, { 'c>s': {}, 'c>r': {}, 's>r': {} }, script)).run(12.05);
  // Those that waited by then, of 0.1 to 0.5 s, are told so 1 ms after the registry went down.
  expect(watched.ends.slice(0, 5).map(({ at, outcome }) => [at, outcome])).toEqual(
    Array<unknown>(5).fill([0.601, 'no-instance']),
  );
  expect(watched.sim.instances[1].station!.busy).toBeLessThanOrEqual(1);
  expect(watched.outcomes.ok).toBeGreaterThan(90);
});

test('a list that was overtaken on the way is dropped', () => {
  // A slow, uneven network and a lookup every 100 ms: answers and notices arrive in any order.
  const slow = { latency: { is: 'exponential', meanMs: 400 } };
  for (const seed of SEEDS) {
    const watched = leased([kill(20)], seed, { refreshSeconds: 0.1 }, slow).run(70);
    const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
    const starts = refused.map(({ start }) => start).sort((a, b) => a - b);
    // Every second call goes to the ghost, until the caller knows; then none ever again.
    expect(starts.length).toBeGreaterThan(900);
    const gaps = starts.slice(1).map((start, i) => start - starts[i]);
    expect(Math.max(...gaps)).toBeLessThan(0.021);
  }
});
