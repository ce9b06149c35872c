import { describe, expect, test } from 'vitest';
import { HOP } from '#lib/runner/protocol.ts';
import { Blitter } from './blitter.ts';
import { palette } from './sample-palette.ts';
import { spanned, spriteSheet } from './sprites.ts';
import type { Sprite } from './sprites.ts';

const sheet = spriteSheet(palette, 1);
const disc = sheet.shapes[HOP.ok];

/** A sprite of one pixel. */
function dot(colour: number): Sprite {
  return { size: 1, phases: Array.from({ length: 16 }, () => spanned(Uint32Array.of(colour))) };
}

function painted(blitter: Blitter): number {
  return blitter.pixels.filter((pixel) => pixel !== 0).length;
}

describe('a stamp', () => {
  test('beyond a border leaves out what is outside, and wraps nowhere', () => {
    const middle = new Blitter(60, 60);
    middle.stamp(disc, 30, 30, 255);
    const half = (disc.size - 1) / 2;
    for (const [x, y] of [
      [0, 30],
      [59, 30],
      [30, 0],
      [30, 59],
      [0, 0],
      [59, 59],
      [-3, 62],
    ]) {
      const blitter = new Blitter(60, 60);
      blitter.stamp(disc, x, y, 255);
      let same = 0;
      for (let j = -half; j <= half; j++) {
        for (let i = -half; i <= half; i++) {
          if (x + i < 0 || x + i >= 60 || y + j < 0 || y + j >= 60) continue;
          expect(blitter.pixels[(y + j) * 60 + x + i]).toBe(middle.pixels[(30 + j) * 60 + 30 + i]);
          if (blitter.pixels[(y + j) * 60 + x + i] !== 0) same++;
        }
      }
      expect(painted(blitter)).toBe(same);
    }
  });

  test('far outside, or nowhere, paints nothing', () => {
    const blitter = new Blitter(20, 20);
    for (const at of [-1e9, 1e9, NaN, Infinity]) blitter.stamp(disc, at, 10, 255);
    expect(painted(blitter)).toBe(0);
    expect(blitter.dirty.right).toBe(0);
  });

  test('that is half transparent lets half of what is under it through', () => {
    const blitter = new Blitter(1, 1);
    blitter.stamp(dot(0xff0000ff), 0, 0, 255);
    blitter.stamp(dot(0xffff0000), 0, 0, 128);
    expect(blitter.pixels[0].toString(16)).toBe('ff80007e');
  });

  test('on nothing keeps its own colour', () => {
    const blitter = new Blitter(1, 1);
    blitter.stamp(dot(0xff112233), 0, 0, 100);
    expect(blitter.pixels[0].toString(16)).toBe('64112233');
  });

  test('without blending keeps the stronger', () => {
    const blitter = new Blitter(1, 1);
    blitter.stamp(dot(0xff112233), 0, 0, 100, false);
    blitter.stamp(dot(0xff112233), 0, 0, 60, false);
    expect(blitter.pixels[0].toString(16)).toBe('64112233');
  });

  test('moves by quarters of a pixel', () => {
    const at = (x: number) => {
      const blitter = new Blitter(30, 30);
      blitter.stamp(disc, x, 15, 255);
      return blitter.pixels.join();
    };
    expect(at(15.1)).toBe(at(15.2));
    expect(at(15.1)).not.toBe(at(15.3));
  });
});

describe('a clear', () => {
  test.each([
    ['a corner', 0.1],
    ['nearly all', 1],
  ])('after drawing on %s leaves nothing', (_, share) => {
    const blitter = new Blitter(100, 80);
    for (let i = 0; i <= 10; i++) blitter.stamp(disc, i * 10 * share, i * 8 * share, 255);
    expect(painted(blitter)).toBeGreaterThan(0);
    blitter.clear();
    expect(painted(blitter)).toBe(0);
    expect(blitter.dirty.right).toBe(0);
  });
});

describe('the sprites', () => {
  test('are told apart by shape alone', () => {
    const outlines = sheet.shapes.map((sprite) =>
      sprite.phases[0].pixels.map((pixel) => pixel >>> 24).join(),
    );
    const filled = sheet.shapes.map((sprite) => sprite.phases[0].pixels.join());
    expect(new Set(filled).size).toBe(12);
    expect(new Set(outlines).size).toBe(12);
  });

  test('fill their squares and are not cut off by them', () => {
    const scale = 1.875;
    for (const { size, phases } of spriteSheet(palette, scale).shapes) {
      const border = phases.map(({ pixels }) =>
        pixels.some((pixel, i) => pixel !== 0 && (i % size === 0 || i < size)),
      );
      expect(border).toContain(true);
      // They were drawn on squares that reach 7 CSS pixels to each side, and there was room left.
      expect(size).toBeLessThan(2 * Math.ceil(7 * scale + 1) + 1);
    }
  });

  test('have nothing in the middle of a late ring, and the panel in that of a request', () => {
    const middle = (code: number) => {
      const { size, phases } = sheet.shapes[code];
      return phases[0].pixels[((size * size) / 2) | 0];
    };
    expect(middle(HOP.late)).toBe(0);
    expect(middle(HOP.request)).toBe(palette.panel);
    expect(middle(HOP.ok)).toBe(palette.ok);
  });
});
