import { expect, test } from 'vitest';
import { LoneHosts } from './lone-hosts.ts';
import { OUT } from './endpoints.ts';

/** Endpoints with so many of all hosts in rotation. */
function endpointsOf(inRotation: number, known: number, panicPercent: number) {
  const { endpoints } = new LoneHosts(known);
  endpoints.panicPercent = panicPercent;
  for (let slot = inRotation; slot < known; slot++) endpoints.mark(slot, OUT.ejected, true);
  return endpoints;
}

// Envoy panics below the threshold, unless min(100, floor(140 * healthy / all)) is 100.
test.each([
  [4, 8, 50, false], // just the threshold
  [3, 8, 50, true],
  [5, 7, 80, false], // 140 * 5 / 7 = 100: the five carry everything
  [6, 8, 80, false], // 105
  [4, 7, 80, true], // 80
  [5, 8, 80, true], // 87.5
  [4, 5, 80, false], // just the threshold, and 112
  [5, 7, 100, false],
  [2, 3, 100, true], // 93.3
  [3, 4, 100, false], // 105
  [0, 4, 0.001, true],
  [1, 4, 0.001, false],
  [0, 4, 0, false],
])('%i of %i in rotation with a threshold of %d %%: panic %s', (inRotation, known, percent, panics) => {
  const endpoints = endpointsOf(inRotation, known, percent);
  expect([endpoints.panicking, endpoints.count]).toEqual([panics, panics ? known : inRotation]);
});
