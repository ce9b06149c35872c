import { expect, test } from 'vitest';
import { ERROR, outcomeCode } from '#lib/base/outcomes.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import { Summary } from '#lib/metrics/summary.ts';
import '#lib/policies/all-behaviours.ts';
import { World } from '#lib/world/world.ts';
import { gallery } from '#lib/gallery/gallery.ts';

const FAILS_MICROS = 9.2 * MICROS_PER_S;
const MENDED_MICROS = 33 * MICROS_PER_S;
const COOLDOWN_MICROS = 10 * MICROS_PER_S;

function ranUntil(micros: number) {
  const summary = new Summary();
  const world = new World(gallery.get('breaker-protects')!.scenario, summary);
  world.sim.run(micros);
  const steps = summary.steps.flatMap(({ chart, from, to, atMicros }) => {
    const { id, states } = world.plan.charts[chart];
    return id === 'e3/breaker' ? [{ atMicros, move: `${states[from]} -> ${states[to]}` }] : [];
  });
  const nodeAt = (label: string) => world.plan.nodes.findIndex((node) => node.label === label);
  const { taken, bad, outcomes } = world.sim.counters;
  return {
    steps,
    paymentTook: taken[nodeAt('Payment')],
    paymentFailed: bad[nodeAt('Payment')],
    orderFailed: bad[nodeAt('Order')],
    outcomes,
  };
}

test('it opens at the fifth failure, probes every 10 s, and closes at the first good probe', () => {
  const { steps } = ranUntil(60 * MICROS_PER_S);
  expect(steps.map(({ move }) => move)).toEqual([
    'closed -> open',
    'open -> half-open',
    'half-open -> open',
    'open -> half-open',
    'half-open -> open',
    'open -> half-open',
    'half-open -> closed',
  ]);
  const [opened, probed, reopened, probedAgain] = steps.map(({ atMicros }) => atMicros);
  expect(opened).toBeGreaterThan(FAILS_MICROS);
  expect(probed).toBeGreaterThanOrEqual(opened + COOLDOWN_MICROS);
  expect(probedAgain).toBeGreaterThanOrEqual(reopened + COOLDOWN_MICROS);
  expect(steps[6].atMicros).toBeGreaterThan(MENDED_MICROS);
});

test('while it is open, nothing reaches Payment', () => {
  const [opened, probed] = ranUntil(60 * MICROS_PER_S).steps;
  // Calls that were under way when it opened arrive within half a second.
  const settled = ranUntil(opened.atMicros + 0.5 * MICROS_PER_S).paymentTook;
  expect(ranUntil(probed.atMicros).paymentTook).toBe(settled);
});

test('of all calls in 24 s of failure only a handful fails at Payment; the rest fails fast', () => {
  const { paymentFailed, outcomes } = ranUntil(60 * MICROS_PER_S);
  const probes = 2;
  expect(paymentFailed).toBeGreaterThanOrEqual(5 + probes);
  expect(paymentFailed).toBeLessThanOrEqual(5 + probes + 5);
  expect(outcomes[ERROR]).toBe(paymentFailed);
  expect(outcomes[outcomeCode('fast-failed')]).toBeGreaterThan(400);
});

test('the other route has a breaker of its own and notices nothing', () => {
  expect(ranUntil(60 * MICROS_PER_S).orderFailed).toBe(0);
});
