import { describe, expect, test } from 'vitest';
import { at } from '#lib/scenario/sketch.ts';
import { estate, lastStart, SEEDS, to2, turned } from '#lib/world/estate.ts';

const quick = { is: 'http', intervalSeconds: 5, timeoutSeconds: 2 };
/** Questions of the caller, by when they were sent. */
const asked = (watched: ReturnType<typeof estate>) =>
  watched.hops.filter(({ edge, back }) => edge === 'c>r' && !back).map(({ start }) => start);

describe('a blocking query', () => {
  test('is answered as soon as something changed, and asked again at once', () => {
    for (const seed of SEEDS) {
      const watched = estate({ is: 'consul', check: quick }, [to2(60, 'kill-instance')], seed).run(100);
      const changed = turned(watched, 'critical');
      const starts = asked(watched).filter((start) => start > 30);
      // One way to the caller, which asks again then.
      expect(starts).toHaveLength(1);
      expect(starts[0]).toBeCloseTo(changed + 0.001, 9);
      expect(lastStart(watched, 'connection-refused')).toBeLessThanOrEqual(changed + 0.001);
    }
  });

  test('is answered by a change that leaves the list as it was', () => {
    const check = { ...quick, failuresBeforeWarning: 1, failuresBeforeCritical: 3 };
    const watched = estate({ is: 'consul', check }, [to2(60, 'kill-instance')]).run(100);
    // Warning takes it out of ?passing; critical, later, changes nothing but the index.
    const starts = asked(watched).filter((start) => start > 30);
    expect(starts.map((start) => start - 0.001)).toEqual(
      [turned(watched, 'warning'), turned(watched, 'critical')].map(
        (each) => expect.closeTo(each, 9) as number,
      ),
    );
  });

  test('of which nothing changed is answered after its wait and up to a sixteenth more, and outlives the edge’s time-out', () => {
    for (const seed of SEEDS) {
      const query = { is: 'blocking', waitSeconds: 30 };
      const watched = estate({ is: 'consul', check: quick, query }, [], seed, { ratePerSecond: 5 }).run(400);
      const starts = asked(watched).filter((start) => start > 20);
      const held = starts.slice(1).map((start, i) => start - starts[i] - 0.002);
      expect(held.length).toBeGreaterThanOrEqual(10);
      expect(Math.min(...held)).toBeGreaterThanOrEqual(30 - 1e-6);
      expect(Math.max(...held)).toBeLessThanOrEqual(30 + 30 / 16 + 1e-6);
      expect(new Set(held).size).toBe(held.length);
      expect(watched.outcomes).toEqual({ ok: watched.ends.length });
    }
  });

  test('fails with its registry, and is asked again 5 s later; meanwhile the copy is used', () => {
    const script = [at(60, 'registry-down', 'r'), at(63, 'registry-up', 'r')];
    const watched = estate({ is: 'consul', check: quick }, script).run(120);
    const starts = asked(watched).filter((start) => start > 30);
    expect(starts[0]).toBeGreaterThanOrEqual(65);
    expect(starts[0]).toBeLessThan(65.02);
    expect(watched.ends.filter((end) => end.start > 30).every(({ outcome }) => outcome === 'ok')).toBe(true);
  });
});

describe('the DNS interface', () => {
  const dns = (settings = {}) => ({ is: 'consul', check: quick, query: { is: 'dns', ...settings } });

  test('is asked by every call, which then knows what the registry knows', () => {
    for (const seed of SEEDS) {
      const watched = estate(dns(), [to2(60, 'kill-instance')], seed).run(90);
      expect(asked(watched).length).toBe(watched.ends.length);
      const changed = turned(watched, 'critical');
      expect(lastStart(watched, 'connection-refused')).toBeLessThanOrEqual(changed);
      expect(watched.ends.filter(({ start, outcome }) => start > changed && outcome !== 'ok')).toEqual([]);
    }
  });

  test('with a service_ttl is asked when that is over; until then a dead instance is called', () => {
    const watched = estate(dns({ serviceTtlSeconds: 10 }), [to2(60, 'kill-instance')], 4).run(200);
    const starts = asked(watched);
    const gaps = starts.slice(1).map((start, i) => start - starts[i]);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10);
    const stale = lastStart(watched, 'connection-refused') - turned(watched, 'critical');
    expect(stale).toBeGreaterThan(0);
    expect(stale).toBeLessThanOrEqual(10.01);
  });

  test.each([
    [false, true],
    [true, false],
  ])('with only_passing %s hands out an instance in warning: %s', (onlyPassing, handsOut) => {
    const check = { ...quick, failuresBeforeWarning: 1, failuresBeforeCritical: 100 };
    const query = { is: 'dns', onlyPassing };
    const watched = estate({ is: 'consul', check, query }, [to2(60, 'kill-instance')]).run(120);
    expect(watched.steps('r/check').at(-1)?.to).toBe('warning');
    expect(lastStart(watched, 'connection-refused') > 115).toBe(handsOut);
  });

  test('gives three of many addresses at a time, and each its share of calls', () => {
    const watched = estate(dns(), [], 1, { instances: 6 }).run(120);
    const port = watched.sim.ports.find(({ resolver }) => resolver !== null)!;
    expect(port.endpoints.count).toBe(3);
    const served = [1, 2, 3, 4, 5, 6].map((n) => {
      const { host } = watched.instance(`s-${n}`);
      return watched.sim.instances[host].station!.totalsNow().left;
    });
    expect(Math.min(...served)).toBeGreaterThan(1_500);
    expect(Math.max(...served)).toBeLessThan(2_500);
  });

  test('with a limit of 0 gives all', () => {
    const watched = estate(dns({ udpAnswerLimit: 0 }), [], 1, { instances: 6 }).run(60);
    expect(watched.sim.ports.find(({ resolver }) => resolver !== null)!.endpoints.count).toBe(6);
  });
});
