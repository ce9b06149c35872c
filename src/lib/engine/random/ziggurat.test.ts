import { describe, expect, it } from 'vitest';
import { exponentialZiggurat, normalZiggurat, type Ziggurat } from './ziggurat.ts';

const cases: [string, Ziggurat, number, number, (x: number) => number][] = [
  ['exponential', exponentialZiggurat, 256, 4_294_967_296, (x) => Math.exp(-x)],
  ['normal', normalZiggurat, 128, 2_147_483_648, (x) => Math.exp(-0.5 * x * x)],
];

describe.each(cases)('the %s ziggurat', (_name, { edge, width, height, tail }, layers, scale, density) => {
  const reach = Array.from(width, (w) => w * scale); // the x at the foot of each layer; of layer 0 its box's

  it('covers the density up to the top with layers of equal area', () => {
    const area = reach[0] * density(tail);
    expect([edge.length, width.length, height.length]).toEqual([layers, layers, layers]);
    for (let i = 1; i < layers; i++) {
      expect(height[i]).toBeCloseTo(density(reach[i]), 12);
      expect(reach[i] * (height[i - 1] - height[i])).toBeCloseTo(area, 10);
    }
    expect(reach[layers - 1]).toBe(tail);
  });

  it('accepts at once exactly what lies under the layer above', () => {
    const above = [tail, 0, ...reach.slice(1, -1)];
    edge.forEach((e, i) => expect(Math.abs(e * width[i] - above[i])).toBeLessThan(2 * width[i]));
    expect.hasAssertions();
  });
});
