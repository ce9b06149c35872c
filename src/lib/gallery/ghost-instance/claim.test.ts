import { expect, test } from 'vitest';
import { CONNECTION_REFUSED } from '#lib/base/outcomes.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import { Summary } from '#lib/metrics/summary.ts';
import '#lib/policies/all-behaviours.ts';
import { World } from '#lib/world/world.ts';
import { gallery } from '#lib/gallery/gallery.ts';

const KILLED_MICROS = 12 * MICROS_PER_S;
const RESTARTED_MICROS = 50 * MICROS_PER_S;
const ORDER_2 = 1;

/** The run up to a moment: the world, and what its machines did. */
function ranUntil(micros: number) {
  const summary = new Summary();
  const world = new World(gallery.get('ghost-instance')!.scenario, summary);
  world.sim.run(micros);
  const leases = world.plan.charts.findIndex(({ concern }) => concern === 'lease');
  const { states } = world.plan.charts[leases];
  const steps = summary.steps.filter(({ chart, subject }) => chart === leases && subject === ORDER_2);
  const becameAt = (state: string, afterMicros: number) =>
    steps.find(({ to, atMicros }) => states[to] === state && atMicros > afterMicros)?.atMicros;
  const order = world.plan.nodes.find(({ label }) => label === 'Order')!;
  const ghostCalls = world.sim.counters.ghostCalls[order.firstHost + ORDER_2];
  return { world, becameAt, ghostCalls };
}

test('the killed instance keeps its lease for 30 s of silence and at most one sweep', () => {
  const evicted = ranUntil(RESTARTED_MICROS).becameAt('absent', KILLED_MICROS)!;
  // Its last heartbeat was at most 10 s before the kill.
  expect(evicted).toBeGreaterThan(KILLED_MICROS + 20 * MICROS_PER_S);
  expect(evicted).toBeLessThanOrEqual(KILLED_MICROS + 31 * MICROS_PER_S);
});

test('until then every third call goes to nobody and is refused', () => {
  const { world, becameAt, ghostCalls } = ranUntil(RESTARTED_MICROS);
  const evicted = becameAt('absent', KILLED_MICROS)!;
  const expected = ((evicted - KILLED_MICROS) / MICROS_PER_S) * (90 / 3);

  expect(ghostCalls).toBeGreaterThan(0.9 * expected);
  expect(ghostCalls).toBeLessThan(1.1 * expected);
  expect(world.sim.counters.outcomes[CONNECTION_REFUSED]).toBe(ghostCalls);
});

test('once the lease has run out and the caller was told, nobody calls the ghost', () => {
  const evicted = ranUntil(RESTARTED_MICROS).becameAt('absent', KILLED_MICROS)!;
  const told = ranUntil(evicted + 0.1 * MICROS_PER_S).ghostCalls;
  expect(ranUntil(RESTARTED_MICROS).ghostCalls).toBe(told);
});

test('restarted, it registers when it serves and takes calls again', () => {
  const { becameAt, ghostCalls } = ranUntil(60 * MICROS_PER_S);
  expect(becameAt('live', RESTARTED_MICROS)).toBeGreaterThanOrEqual(RESTARTED_MICROS + 2 * MICROS_PER_S);
  expect(ghostCalls).toBe(ranUntil(RESTARTED_MICROS).ghostCalls);
});
