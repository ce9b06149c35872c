import { expect, test } from 'vitest';
import { healthOf, type Health } from './geometry.ts';

test.each<[string, [ok: number, failed: number, refused: number, late: number], Health]>([
  ['nothing ended', [0, 0, 0, 0], 'quiet'],
  ['all is well', [100, 0, 0, 0], 'ok'],
  ['a lone error among many', [99, 1, 0, 0], 'ok'],
  ['two in a hundred', [98, 2, 0, 0], 'failed'],
  ['more refused than failed', [10, 2, 30, 0], 'refused'],
  ['more late than refused', [10, 0, 3, 4], 'late'],
  ['as many refused as failed', [0, 5, 5, 0], 'failed'],
])('%s', (_claim, [ok, failed, refused, late], health) => {
  expect(healthOf({ ok, failed, refused, late })).toBe(health);
});
