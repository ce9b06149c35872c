import { expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const c = ['client', { ratePerSecond: 100, arrivals: 'constant' }] as const;
const r = ['registry', { operationTime: exactly(0) }] as const;

/** One caller at 100/s; the network takes 1 ms each way, work 1 ms. */
function estate(script: Parameters<typeof sketch>[2], service = {}, edges = {}) {
  const s = ['service', { instances: 2, serviceTime: exactly(1), startSeconds: 2, ...service }] as const;
  const network = { latency: exactly(1) };
  return new Watched(
    sketch(
      { c, r, s },
      { 'c>s': { timeoutMs: 500, ...network, ...edges }, 'c>r': network, 's>r': network },
      script,
    ),
  );
}
const story = (watched: Watched, subject: string) =>
  watched.steps('s/life').flatMap((step) => (step.subject === subject ? [step.to] : []));
const last = (watched: Watched, outcome: string) =>
  Math.max(...watched.ends.flatMap((end) => (end.outcome === outcome ? [end.at] : [])));

test('an instance that hangs takes connections and answers nothing, while its lease goes on', () => {
  const watched = estate([at(20, 'hang-instance', 's', {}, 1)]).run(100);
  expect(story(watched, 's-2')).toEqual(['hung']);
  expect(watched.steps('r/lease').filter(({ to }) => to === 'absent')).toEqual([]);
  expect(watched.outcomes['timed-out']).toBeGreaterThan(3_800);
  expect(last(watched, 'timed-out')).toBeGreaterThan(99);
  expect(watched.instance('s-2').ghostCalls).toBeGreaterThan(3_800);
});

test('when it recovers, what waited for it is served, and its answers come late', () => {
  const hang = [at(20, 'hang-instance', 's', {}, 1), at(22, 'recover-instance', 's', {}, 1)];
  const watched = estate(hang).run(40);
  expect(story(watched, 's-2')).toEqual(['hung', 'up']);
  // 50 a second for 2 s, of which the last half second was still awaited; the backlog of 128 was not filled.
  expect(watched.edge('c>s').late).toBeGreaterThanOrEqual(74);
  expect(watched.edge('c>s').late).toBeLessThanOrEqual(76);
  expect(last(watched, 'timed-out')).toBeLessThan(22.1);
  expect(watched.instance('s-2').busy).toBe(0);
});

test('who hangs and is then killed resets those whose connections it took', () => {
  const script = [at(20, 'hang-instance', 's', {}, 1), at(20.2, 'kill-instance', 's', {}, 1)];
  const watched = estate(script).run(21);
  expect(watched.outcomes.reset).toBeGreaterThanOrEqual(10);
  expect(watched.outcomes['timed-out']).toBeUndefined();
});

test('a graceful stop finishes what is in hand, and leaves the registry at once', () => {
  const slow = { serviceTime: exactly(100), preStopSeconds: 1 };
  const watched = estate([at(20, 'stop-instance', 's', {}, 1)], slow).run(40);
  expect(story(watched, 's-2')).toEqual(['stopping', 'down']);
  expect(watched.outcomes).toEqual({ ok: watched.ends.length });
  expect(watched.steps('s/life').at(-1)?.at).toBe(21);
  expect(watched.steps('r/lease').filter(({ to }) => to === 'absent')).toMatchObject([{ at: 20.001 }]);
});

test('without a preStop what is sent before the callers know is refused; what was in hand is answered', () => {
  const slow = { serviceTime: exactly(100) };
  const watched = estate([at(20.0005, 'stop-instance', 's', {}, 1)], slow, { latency: exactly(15) }).run(40);
  expect(watched.outcomes.reset).toBeUndefined();
  expect(watched.outcomes['connection-refused']).toBeGreaterThanOrEqual(1);
  expect(watched.outcomes['connection-refused']).toBeLessThanOrEqual(3);
  expect(watched.steps('s/life').at(-1)!.at).toBeLessThan(20.2);
});

test('work that outlasts the grace is reset', () => {
  const endless = { serviceTime: exactly(60_000), terminationGracePeriodSeconds: 5 };
  const edges = { timeoutMs: 120_000 };
  const watched = estate([at(20, 'stop-instance', 's', {}, 1)], endless, edges).run(60);
  const resets = watched.ends.filter(({ outcome }) => outcome === 'reset');
  expect(resets.length).toBeGreaterThan(50);
  expect(new Set(resets.map(({ at: when }) => when))).toEqual(new Set([25.001]));
});

test('a replaced instance comes up at a new address; who calls the old one hears nothing', () => {
  const watched = estate([at(20, 'replace-instance', 's', {}, 1)]).run(70);
  expect(story(watched, 's-2')).toEqual(['down', 'absent']);
  expect(story(watched, 's-3')).toEqual(['starting', 'up']);
  expect(watched.outcomes['connection-refused']).toBeUndefined();
  expect(watched.outcomes['timed-out']).toBeGreaterThan(900);
  // Until the lease of the old one ended, 30 s after its last beat and at a sweep.
  expect(last(watched, 'timed-out')).toBeLessThan(51.6);
  const { index } = watched.world.layout.hosts.find(({ label }) => label === 's-3')!;
  expect(watched.sim.instances[index].station!.totalsNow().left).toBeGreaterThan(1_000);
});

test('a replaced instance is never found by a caller that has its address by heart', () => {
  const s = ['service', { instances: 1, serviceTime: exactly(1) }] as const;
  const script = [at(20, 'replace-instance', 's', {}, 0)];
  const watched = new Watched(sketch({ c, s }, { 'c>s': { timeoutMs: 500 } }, script)).run(60);
  const after = watched.ends.filter(({ start }) => start > 20.1);
  expect(after.length).toBeGreaterThan(3_000);
  expect(after.every(({ outcome }) => outcome === 'timed-out')).toBe(true);
});

test('every address that was given up is taken again only when all others were', () => {
  const script = [20, 30, 40].map((seconds, i) => at(seconds, 'replace-instance', 's', {}, [0, 2, 1][i]));
  const watched = estate(script).run(50);
  const created = watched.steps('s/life').filter(({ to }) => to === 'starting');
  expect(created.map(({ subject }) => subject)).toEqual(['s-3', 's-4', 's-1']);
});
