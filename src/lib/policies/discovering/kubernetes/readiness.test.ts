import { expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import { at } from '#lib/scenario/sketch.ts';
import { cluster, lastGhostCall, podAt } from '#lib/world/trial-cluster.ts';

/** Named before any was run: each draws another phase of the kubelets. */
const SEEDS = Array.from({ length: 40 }, (_, i) => 5_001 + i);
const FAULT_AT = 60;
/** A report takes 1 ms to the API server, and a notice 1 ms to the kube-proxy. */
const MARGIN = 0.003;

interface Row {
  readonly fault: string;
  readonly settings: Config;
  /** From the fault until the pod is not ready. */
  readonly range: readonly [number, number];
}

const ROWS: readonly Row[] = [
  // Two more periods after the next tick, and a time-out.
  { fault: 'hang-instance', settings: {}, range: [21, 31] },
  {
    fault: 'hang-instance',
    settings: { periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 2 },
    range: [3, 5],
  },
  { fault: 'kill-instance', settings: {}, range: [0, 1] },
  { fault: 'kill-instance', settings: { readinessProbe: false }, range: [0, 1] },
];

test.each(ROWS)(
  '$fault is found after $range s with $settings, and calls end a second or two later',
  (row) => {
    const [least, most] = row.range;
    const mean = (least + most) / 2;
    const deaf: number[] = [];
    const found = SEEDS.map((seed) => {
      const script = [at(FAULT_AT, row.fault, 's', {}, 1)];
      const watched = cluster({ script, seed, mechanism: row.settings }).run(FAULT_AT + most + 4);
      const foundAt = podAt(watched, 's-2', 'not ready', FAULT_AT)!;
      deaf.push(lastGhostCall(watched, 's-2') - foundAt);
      return foundAt - FAULT_AT;
    });
    expect(Math.min(...found)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...found)).toBeLessThanOrEqual(most + MARGIN);
    // Three standard errors of as many even draws.
    expect(Math.abs(average(found) - mean)).toBeLessThan((3 * (most - least)) / Math.sqrt(12 * SEEDS.length));
    // The last call of those that come every 0.1 s.
    expect(Math.min(...deaf)).toBeGreaterThan(1 - 0.11);
    expect(Math.max(...deaf)).toBeLessThan(2 + MARGIN);
  },
);

test('without a probe a pod that hangs is called for ever', () => {
  const script = [at(60, 'hang-instance', 's', {}, 1)];
  const watched = cluster({ script, mechanism: { readinessProbe: false } }).run(660);
  expect(podAt(watched, 's-2', 'not ready', 60)).toBeUndefined();
  expect(watched.instance('s-2').ghostCalls).toBeGreaterThan(5_900);
  expect(lastGhostCall(watched, 's-2')).toBeGreaterThan(659.8);
});

test('a pod that recovers is ready at its next probe', () => {
  const script = [at(60, 'hang-instance', 's', {}, 1), at(120, 'recover-instance', 's', {}, 1)];
  const watched = cluster({ script }).run(135);
  const ready = podAt(watched, 's-2', 'ready', 60)!;
  expect(ready).toBeGreaterThan(120);
  expect(ready).toBeLessThan(130 + MARGIN);
});

test.each([
  // The ticker runs from the container’s start, 2 s before it listens.
  ['with the default probe', {}, 8],
  ['with a probe every 3 s', { periodSeconds: 3 }, 1],
  ['with an initial delay of 15 s', { initialDelaySeconds: 15 }, 18],
  ['with two successes', { successThreshold: 2 }, 18],
  ['without a probe', { readinessProbe: false }, 0],
])('%s (%j) a restarted pod is ready %i s after it is up', (_, mechanism, after) => {
  const script = [at(60, 'kill-instance', 's', {}, 1), at(65, 'restart-instance', 's', {}, 1)];
  const watched = cluster({ script, mechanism }).run(90);
  expect(podAt(watched, 's-2', 'ready', 60)! - 67).toBeCloseTo(after + 0.001, 6);
});

test('who is up when the story begins is ready, and called at once', () => {
  const watched = cluster({ mechanism: { successThreshold: 3 } }).run(30);
  expect(watched.outcomes).toEqual({ ok: watched.ends.length });
  expect(watched.steps('r/pod').every(({ at: when }) => when === 0)).toBe(true);
});

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
