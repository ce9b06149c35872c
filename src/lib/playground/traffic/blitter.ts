import type { Sprite } from './sprites.ts';

/** Part of the picture in whole pixels; empty when `right <= left`. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Pixels of one picture (RGBA bytes, as `ImageData` has them, read as little-endian words) and the stamping of
 * small sprites into it. Ten thousand stamps cost a few milliseconds, where path drawing costs a tenth of a
 * second. It is plain typed-array code with integer arithmetic: it runs anywhere, and equal calls give equal pixels.
 */
export class Blitter {
  readonly pixels: Uint32Array;
  /** What has been drawn on since the last `clear`. */
  readonly dirty: Rect = { left: 0, top: 0, right: 0, bottom: 0 };

  /** `buffer`: of an `ImageData` of this size, or none to have one's own. Sizes in device pixels. */
  constructor(
    readonly width: number,
    readonly height: number,
    buffer: ArrayBufferLike = new ArrayBuffer(4 * width * height),
  ) {
    this.pixels = new Uint32Array(buffer, 0, width * height);
    this.#undirty();
  }

  /** Makes transparent again what was drawn on; one sweep where that is most of the picture, else row by row. */
  clear(): void {
    const { left, top, right, bottom } = this.dirty;
    if (right > left && bottom > top) {
      if (2 * (right - left) > this.width) {
        this.pixels.fill(0, top * this.width, bottom * this.width);
      } else {
        for (let y = top; y < bottom; y++) this.pixels.fill(0, y * this.width + left, y * this.width + right);
      }
    }
    this.#undirty();
  }

  /** Marks a part as drawn on by others, so that it is put on the screen and cleared the next time. */
  touch(left: number, top: number, right: number, bottom: number): void {
    const { dirty } = this;
    dirty.left = Math.min(dirty.left, Math.max(0, left));
    dirty.top = Math.min(dirty.top, Math.max(0, top));
    dirty.right = Math.max(dirty.right, Math.min(this.width, right));
    dirty.bottom = Math.max(dirty.bottom, Math.min(this.height, bottom));
  }

  /**
   * Draws a sprite with its middle at (x, y), to the quarter of a pixel; parts beyond the borders are left out.
   * `alpha` 0 to 255. `blend` lays it over what is there; without it the stronger of the two stays, so that
   * stamps which overlap make one even band.
   */
  stamp(sprite: Sprite, x: number, y: number, alpha: number, blend = true): void {
    const { size, phases } = sprite;
    const half = (size - 1) / 2;
    const column = Math.floor(x);
    const row = Math.floor(y);
    const left = column - half;
    const top = row - half;
    const fromX = Math.max(0, -left);
    const fromY = Math.max(0, -top);
    const toX = Math.min(size, this.width - left);
    const toY = Math.min(size, this.height - top);
    // Not `>=`: a place that is no number has to fail too.
    if (!(fromX < toX && fromY < toY) || alpha <= 0) return;
    this.touch(left + fromX, top + fromY, left + toX, top + toY);
    const { pixels, spans } = phases[Math.floor((y - row) * 4) * 4 + Math.floor((x - column) * 4)];
    const draw = blend ? over : strongest;
    for (let j = fromY; j < toY; j++) {
      const first = Math.max(fromX, spans[2 * j]);
      const count = Math.min(toX, spans[2 * j + 1]) - first;
      draw(this.pixels, (top + j) * this.width + left + first, pixels, j * size + first, count, alpha);
    }
  }

  #undirty(): void {
    this.dirty.left = this.width;
    this.dirty.top = this.height;
    this.dirty.right = 0;
    this.dirty.bottom = 0;
  }
}

/**
 * Source over destination (Porter and Duff 1984) in colours that are not multiplied by their alpha. Where what
 * is under is opaque, red and blue are mixed in one multiplication, and no division is needed.
 */
function over(
  to: Uint32Array,
  at: number,
  from: Uint32Array,
  first: number,
  count: number,
  alpha: number,
): void {
  for (let i = 0; i < count; i++) {
    const source = from[first + i];
    if (source === 0) continue;
    let a = source >>> 24;
    if (alpha < 255) a = ((a * alpha + 127) / 255) | 0;
    const under = to[at + i];
    const underAlpha = under >>> 24;
    if (a === 255 || underAlpha === 0) {
      to[at + i] = (source & 0xffffff) | (a << 24);
    } else if (underAlpha === 255) {
      const weight = a + (a >> 7);
      const rest = 256 - weight;
      const redBlue = Math.imul(source & 0xff00ff, weight) + Math.imul(under & 0xff00ff, rest);
      const green = Math.imul(source & 0xff00, weight) + Math.imul(under & 0xff00, rest);
      to[at + i] = ((redBlue >>> 8) & 0xff00ff) | ((green >>> 8) & 0xff00) | 0xff000000;
    } else {
      to[at + i] = mixed(source, a, under, ((underAlpha * (255 - a) + 127) / 255) | 0);
    }
  }
}

/** Two colours by the weights given, whose sum is the new alpha. */
function mixed(source: number, a: number, under: number, b: number): number {
  const sum = a + b;
  const half = sum >> 1;
  const red = (((source & 255) * a + (under & 255) * b + half) / sum) | 0;
  const green = ((((source >>> 8) & 255) * a + ((under >>> 8) & 255) * b + half) / sum) | 0;
  const blue = ((((source >>> 16) & 255) * a + ((under >>> 16) & 255) * b + half) / sum) | 0;
  return red | (green << 8) | (blue << 16) | (sum << 24);
}

function strongest(
  to: Uint32Array,
  at: number,
  from: Uint32Array,
  first: number,
  count: number,
  alpha: number,
): void {
  for (let i = 0; i < count; i++) {
    const source = from[first + i];
    const a = (((source >>> 24) * alpha + 127) / 255) | 0;
    if (a > to[at + i] >>> 24) to[at + i] = (source & 0xffffff) | (a << 24);
  }
}
