import { expect, test } from 'vitest';
import { tradeOffPicture } from './geometry.ts';

const tradeOff = [
  { intervalSeconds: 1, operationsPerSecond: 8, staleMean: 4 },
  { intervalSeconds: 30, operationsPerSecond: 0.5, staleMean: 80 },
];

test('the more it costs the further right, the sooner it is over the further down', () => {
  expect(tradeOffPicture(tradeOff, 200).points).toEqual([
    { x: 6.25, y: 0, intervalSeconds: 30 },
    { x: 100, y: 190, intervalSeconds: 1 },
  ]);
});

test('both axes begin at nothing', () => {
  const { across, down } = tradeOffPicture(tradeOff, 200);
  expect(across[0]).toEqual({ x: 0, label: '0/s' });
  expect(down[0]).toEqual({ y: 200, label: '0 s' });
});
