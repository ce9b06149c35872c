import { describe, expect, test } from 'vitest';
import { at } from '#lib/scenario/sketch.ts';
import { estate, lastStart, SEEDS, stepsOf2, to2, turned } from '#lib/world/estate.ts';

const http = (settings = {}) => ({
  is: 'consul',
  check: { is: 'http', intervalSeconds: 10, timeoutSeconds: 10, ...settings },
});
const ttl = (settings = {}) => ({
  is: 'consul',
  check: { is: 'ttl', ttlSeconds: 30, heartbeatSeconds: 10, ...settings },
});
const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

describe('a service with an HTTP check every 10 s', () => {
  test('is passing from the start of a run on, and its first check comes at random within 10 s of it', () => {
    const waited = SEEDS.map((seed) => {
      const watched = estate(http(), [], seed, { instances: 1 }).run(15);
      expect(watched.outcomes).toEqual({ ok: watched.ends.length });
      return watched.hops.find(({ edge, back }) => edge === 's>r' && back)!.start;
    });
    expect(Math.max(...waited)).toBeLessThan(10);
    expect(mean(waited)).toBeGreaterThan(3);
    expect(mean(waited)).toBeLessThan(7);
  });

  test('that starts later begins critical, and its first check comes at random within 10 s of its registration', () => {
    const script = [to2(60, 'stop-instance'), to2(70, 'restart-instance')];
    const waited = SEEDS.map((seed) => {
      const later = stepsOf2(estate(http(), script, seed).run(90), 'check').filter(({ at }) => at > 60);
      expect(later.map(({ to }) => to)).toEqual(['absent', 'critical', 'passing']);
      return later[2].at - later[1].at;
    });
    expect(Math.max(...waited)).toBeLessThan(10.01);
    expect(mean(waited)).toBeGreaterThan(3);
    expect(mean(waited)).toBeLessThan(7);
  });

  test('that crashes is critical at the next check: half an interval later on average, and stays registered', () => {
    const waited = SEEDS.map((seed) => {
      const watched = estate(http(), [to2(60 + seed / 7, 'kill-instance')], seed).run(200);
      expect(stepsOf2(watched, 'check').map(({ to }) => to)).toEqual(['critical', 'passing', 'critical']);
      // Its callers hear of it one way later, and call it no more.
      expect(lastStart(watched, 'connection-refused')).toBeLessThanOrEqual(
        turned(watched, 'critical') + 0.001,
      );
      return turned(watched, 'critical') - 60 - seed / 7;
    });
    expect(Math.max(...waited)).toBeLessThanOrEqual(10.005);
    expect(mean(waited)).toBeGreaterThan(3);
    expect(mean(waited)).toBeLessThan(7);
  });

  test('that hangs is critical an interval and a time-out later at most', () => {
    for (const seed of SEEDS) {
      const watched = estate(http(), [to2(60 + seed / 7, 'hang-instance')], seed).run(100);
      const waited = turned(watched, 'critical') - 60 - seed / 7;
      expect(waited).toBeGreaterThanOrEqual(9.99);
      expect(waited).toBeLessThanOrEqual(20.005);
    }
  });

  test('is checked an interval after the end of the last check, not after its beginning', () => {
    const watched = estate(http({ timeoutSeconds: 4 }), [to2(60, 'hang-instance')], 3).run(200);
    const asked = watched.hops.filter(({ edge, back, start }) => edge === 's>r' && back && start > 80);
    const starts = asked.map(({ start }) => start);
    // Two that are well are asked every 10 s and 2 ms, the one that hangs every 14 s.
    const every = (period: number) =>
      starts.filter((start) => starts.some((other) => Math.abs(other - start - period) < 1e-6)).length;
    expect(every(14)).toBeGreaterThanOrEqual(6);
    expect(every(10.002)).toBeGreaterThanOrEqual(18);
  });

  test('is critical only after as many failures in a row as it is told', () => {
    for (const seed of SEEDS) {
      const strict = { failuresBeforeWarning: 2, failuresBeforeCritical: 3 };
      const watched = estate(http(strict), [to2(60, 'kill-instance')], seed).run(120);
      const states = stepsOf2(watched, 'check').map(({ to }) => to);
      expect(states).toEqual(['critical', 'passing', 'warning', 'critical']);
      expect(turned(watched, 'warning') - 60).toBeGreaterThanOrEqual(10);
      expect(turned(watched, 'critical') - turned(watched, 'warning')).toBeCloseTo(10.002, 6);
    }
  });

  test('that was there before the run began needs as many failures, be its first check one of them', () => {
    for (const seed of SEEDS) {
      const watched = estate(http({ failuresBeforeCritical: 3 }), [to2(0.001, 'kill-instance')], seed).run(
        60,
      );
      expect(turned(watched, 'critical')).toBeGreaterThan(20);
      expect(turned(watched, 'critical')).toBeLessThan(30.01);
    }
  });

  test('keeps its status when it registers again', () => {
    // Back before its agent looked: nobody but those who called it noticed.
    const noticed = SEEDS.map((seed) => {
      const script = [to2(60, 'kill-instance'), to2(60.1, 'restart-instance')];
      return stepsOf2(estate(http(), script, seed).run(100), 'check').length - 2;
    });
    expect(noticed.filter((steps) => steps === 0).length).toBeGreaterThanOrEqual(12);
    expect(new Set(noticed).size).toBeLessThanOrEqual(2);
  });

  test('is gone at once when it stops gracefully', () => {
    const watched = estate(http(), [to2(60, 'stop-instance')]).run(100);
    expect(stepsOf2(watched, 'check').at(-1)).toMatchObject({ to: 'absent', at: 60.001 });
    expect(watched.outcomes['no-instance']).toBeUndefined();
    expect(lastStart(watched, 'connection-refused')).toBeLessThan(60.003);
  });

  test('keeps its status while the registry is down; what changed is known soon after', () => {
    const outage = [at(60, 'registry-down', 'r'), to2(70, 'kill-instance'), at(90, 'registry-up', 'r')];
    for (const seed of SEEDS) {
      const watched = estate(http(), outage, seed).run(200);
      const after = watched.steps('r/check').filter((step) => step.at > 60);
      expect(after.map(({ subject, to }) => [subject, to])).toEqual([['s-2', 'critical']]);
      expect(after[0].at).toBeGreaterThanOrEqual(90);
      expect(after[0].at).toBeLessThan(93.01);
    }
  });
});

test('a TCP check is content with a process that hangs, and not with one that is gone', () => {
  const tcp = { is: 'consul', check: { is: 'tcp', intervalSeconds: 10, timeoutSeconds: 10 } };
  const hung = estate(tcp, [to2(60, 'hang-instance')]).run(200);
  expect(stepsOf2(hung, 'check').map(({ to }) => to)).toEqual(['critical', 'passing']);
  expect(hung.outcomes['timed-out']).toBeGreaterThan(4_000);
  expect(turned(estate(tcp, [to2(60, 'kill-instance')]).run(200), 'critical')).toBeLessThan(70.01);
});

test('a script is given 30 s', () => {
  const watched = estate({ is: 'consul', check: { is: 'script' } }, [to2(60, 'hang-instance')]).run(200);
  expect(turned(watched, 'critical') - 60).toBeGreaterThanOrEqual(29.9);
  expect(turned(watched, 'critical') - 60).toBeLessThanOrEqual(40.01);
});

describe('a service with a TTL of 30 s and an update every 10 s', () => {
  test.each(['kill-instance', 'hang-instance'])(
    'is critical a TTL after its last update when there is a %s: half an update earlier on average, once',
    (fault) => {
      const waited = SEEDS.map((seed) => {
        const killedAt = 60 + seed * 0.487;
        const watched = estate(ttl(), [to2(killedAt, fault)], seed).run(300);
        expect(stepsOf2(watched, 'check').map(({ to }) => to)).toEqual(['critical', 'passing', 'critical']);
        return turned(watched, 'critical') - killedAt;
      });
      expect(Math.min(...waited)).toBeGreaterThanOrEqual(20);
      expect(Math.max(...waited)).toBeLessThanOrEqual(30.002);
      expect(mean(waited)).toBeGreaterThan(23);
      expect(mean(waited)).toBeLessThan(27);
    },
  );

  test('passes again with the next update', () => {
    const script = [to2(60, 'hang-instance'), to2(120, 'recover-instance')];
    const watched = estate(ttl(), script).run(300);
    expect(turned(watched, 'passing') - 120).toBeLessThanOrEqual(10.001);
  });

  test('updates every half TTL when nothing else is said', () => {
    const watched = estate(ttl({ heartbeatSeconds: 0 }), [], 1, { instances: 1 }).run(100);
    const sent = watched.hops.filter(({ edge, back }) => edge === 's>r' && !back).map(({ start }) => start);
    const [first] = sent;
    expect(first).toBeLessThanOrEqual(15);
    const due = [15, 30, 45, 60].map((later) => expect.closeTo(first + later, 9) as number);
    expect(sent).toEqual(expect.arrayContaining(due));
  });

  test('that was there before the run began updates at any moment of its interval', () => {
    const firsts = SEEDS.map((seed) => {
      const { hops } = estate(ttl(), [], seed, { instances: 1 }).run(11);
      return hops.find(({ edge, back }) => edge === 's>r' && !back)!.start;
    });
    expect(Math.max(...firsts)).toBeLessThanOrEqual(10);
    expect(mean(firsts)).toBeGreaterThan(3);
    expect(mean(firsts)).toBeLessThan(7);
  });

  test('that updates more seldom than its TTL is critical in between, and stays registered', () => {
    const slow = ttl({ ttlSeconds: 5, heartbeatSeconds: 50 });
    const steps = stepsOf2(estate(slow, []).run(70), 'check').map(({ to }) => to);
    expect(steps).toEqual(['critical', 'passing', 'critical', 'passing', 'critical']);
  });
});

describe('deregister_critical_service_after', () => {
  test('removes who was critical for longer than a minute at least, at its agent’s next look within 30 s', () => {
    const late = SEEDS.map((seed) => {
      const settings = { ...http(), deregisterCriticalServiceAfterSeconds: 10 };
      const watched = estate(settings, [to2(60, 'kill-instance')], seed).run(200);
      return turned(watched, 'absent') - turned(watched, 'critical') - 60;
    });
    expect(Math.min(...late)).toBeGreaterThan(0);
    expect(Math.max(...late)).toBeLessThanOrEqual(30);
    expect(mean(late)).toBeGreaterThan(10);
    expect(mean(late)).toBeLessThan(20);
  });

  test('spares who passes again before that', () => {
    const settings = { ...http(), deregisterCriticalServiceAfterSeconds: 90 };
    const script = [to2(60, 'kill-instance'), to2(120, 'restart-instance')];
    const watched = estate(settings, script).run(400);
    expect(stepsOf2(watched, 'check').map(({ to }) => to)).toEqual([
      'critical',
      'passing',
      'critical',
      'passing',
    ]);
  });

  test('is forgotten for good: an instance that hung and recovers is not asked any more, until it registers', () => {
    const settings = { ...http(), deregisterCriticalServiceAfterSeconds: 60 };
    const script = [to2(60, 'hang-instance'), to2(250, 'recover-instance')];
    expect(stepsOf2(estate(settings, script).run(400), 'check').at(-1)?.to).toBe('absent');
  });
});
