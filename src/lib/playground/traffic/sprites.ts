import { HOP } from '#lib/runner/protocol.ts';

/** Colours as `0xAABBGGRR`: the bytes red, green, blue, alpha in the order an `ImageData` has them. */
export interface Palette {
  readonly ok: number;
  readonly fail: number;
  readonly refuse: number;
  readonly late: number;
  readonly lookup: number;
  readonly beat: number;
  readonly ink: number;
  readonly panel: number;
}

/** A shape drawn once for each quarter-pixel place of its middle: 16 squares of `size` x `size` pixels. */
export interface Sprite {
  readonly size: number;
  readonly phases: readonly Phase[];
}

export interface Phase {
  readonly pixels: Uint32Array;
  /** For each row the first column that is painted, and one beyond the last. */
  readonly spans: Uint8Array;
}

/** The sprites of one palette and one size, by code of `HOP`, and the round brush that flows are drawn with. */
export interface SpriteSheet {
  readonly shapes: readonly Sprite[];
  readonly brush: Sprite;
}

/**
 * Rasterises all shapes, edges softened over one pixel. `scale`: device pixels in one CSS pixel at the size
 * that messages have at this zoom. Filled shapes wear a thin rim of the panel's colour, which parts them
 * from the edge under them and from each other.
 */
export function spriteSheet(palette: Palette, scale: number): SpriteSheet {
  const shapes: Sprite[] = [];
  for (const [code, layers] of drawings(palette)) shapes[code] = rasterised(layers, scale);
  return { shapes, brush: rasterised([{ colour: palette.ink, distance: disc(1.8) }], scale) };
}

/** Signed distance to a shape's outline in CSS pixels, negative inside; y grows downwards. */
type Distance = (x: number, y: number) => number;

interface Layer {
  readonly colour: number;
  readonly distance: Distance;
}

function drawings(palette: Palette): [number, Layer[]][] {
  const { panel, ink } = palette;
  return [
    [
      HOP.request,
      [
        { colour: panel, distance: disc(4.8) },
        { colour: ink, distance: ring(4, 1.6) },
      ],
    ],
    [HOP.ok, rimmed(disc(4.2), palette.ok, panel)],
    [HOP.failed, rimmed(diamond(5.4), palette.fail, panel)],
    [
      HOP.refused,
      [...rimmed(square(4.4), palette.refuse, panel), { colour: panel, distance: box(2.4, 0.85) }],
    ],
    [
      HOP.late,
      [
        { colour: panel, distance: ring(4.4, 3.6) },
        { colour: palette.late, distance: ring(4.4, 2) },
      ],
    ],
    [HOP.lookup, rimmed(triangle(1), palette.lookup, panel)],
    [HOP.heartbeat, rimmed(disc(2.2), palette.beat, panel)],
    [HOP.notice, rimmed(triangle(0.66), palette.lookup, panel)],
    [HOP.lost, rimmed(cross(5, 1.1), palette.fail, panel)],
    [HOP.probe, rimmed(plus(3.8, 1.2), palette.lookup, panel)],
    [HOP.watch, rimmed(outlined(triangle(0.85), 1.8), palette.lookup, panel)],
    [HOP.forward, rimmed(twice(triangle(0.6), 2), palette.lookup, panel)],
  ];
}

function rimmed(distance: Distance, colour: number, rim: number): Layer[] {
  return [
    { colour: rim, distance: (x, y) => distance(x, y) - 0.9 },
    { colour, distance },
  ];
}

function disc(radius: number): Distance {
  return (x, y) => Math.sqrt(x * x + y * y) - radius;
}

function ring(radius: number, width: number): Distance {
  return (x, y) => Math.abs(Math.sqrt(x * x + y * y) - radius) - width / 2;
}

function diamond(reach: number): Distance {
  return (x, y) => (Math.abs(x) + Math.abs(y) - reach) * Math.SQRT1_2;
}

function box(halfWidth: number, halfHeight: number): Distance {
  return (x, y) => Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
}

function square(half: number): Distance {
  return box(half, half);
}

/** Points up: (0, -5), (5, 4), (-5, 4), times `factor`. */
function triangle(factor: number): Distance {
  const slope = Math.sqrt(106);
  return (x, y) => Math.max(y - 4 * factor, (9 * Math.abs(x) - 5 * (y + 5 * factor)) / slope);
}

function plus(reach: number, halfWidth: number): Distance {
  const across = box(reach, halfWidth);
  return (x, y) => Math.min(across(x, y), across(y, x));
}

/** Only the rim of a shape, its tips blunt. */
function outlined(shape: Distance, width: number): Distance {
  const within = disc(5.6);
  return (x, y) => Math.max(Math.abs(shape(x, y)) - width / 2, within(x, y));
}

/** A shape above itself. */
function twice(shape: Distance, apart: number): Distance {
  return (x, y) => Math.min(shape(x, y - apart), shape(x, y + apart));
}

function cross(reach: number, halfWidth: number): Distance {
  const bar = box(reach, halfWidth);
  return (x, y) => {
    const u = (x + y) * Math.SQRT1_2;
    const v = (x - y) * Math.SQRT1_2;
    return Math.min(bar(u, v), bar(v, u));
  };
}

/** No shape reaches further from its middle, in CSS pixels, its rim included. */
const REACH = 7;

function rasterised(layers: readonly Layer[], scale: number): Sprite {
  const half = Math.ceil(REACH * scale + 1);
  const phases = Array.from({ length: 16 }, (_, phase) => rasterisedAt(phase, layers, scale, half));
  const within = Math.max(...phases.map((pixels) => reachOf(pixels, half)));
  // Pixels that no phase paints would be walked over at every stamp.
  return { size: 2 * within + 1, phases: phases.map((pixels) => spanned(cropped(pixels, half, within))) };
}

function rasterisedAt(phase: number, layers: readonly Layer[], scale: number, half: number): Uint32Array {
  const size = 2 * half + 1;
  const middleX = half + ((phase % 4) + 0.5) / 4;
  const middleY = half + (Math.floor(phase / 4) + 0.5) / 4;
  return Uint32Array.from({ length: size * size }, (_, i) => {
    const x = ((i % size) + 0.5 - middleX) / scale;
    const y = (Math.floor(i / size) + 0.5 - middleY) / scale;
    return pixel(layers, x, y, scale);
  });
}

/** How far from the middle pixel, along either axis, something is painted. */
function reachOf(pixels: Uint32Array, half: number): number {
  const size = 2 * half + 1;
  let reach = 0;
  for (let i = 0; i < pixels.length; i++) {
    if (pixels[i] === 0) continue;
    reach = Math.max(reach, Math.abs((i % size) - half), Math.abs(Math.floor(i / size) - half));
  }
  return reach;
}

function cropped(pixels: Uint32Array, half: number, within: number): Uint32Array {
  const size = 2 * within + 1;
  const margin = half - within;
  return Uint32Array.from({ length: size * size }, (_, i) => {
    return pixels[(Math.floor(i / size) + margin) * (2 * half + 1) + (i % size) + margin];
  });
}

/** A square of pixels with its spans. */
export function spanned(pixels: Uint32Array): Phase {
  const size = Math.sqrt(pixels.length);
  const spans = new Uint8Array(2 * size);
  for (let row = 0; row < size; row++) {
    const line = pixels.subarray(row * size, (row + 1) * size);
    const first = line.findIndex((colour) => colour !== 0);
    spans[2 * row] = Math.max(0, first);
    spans[2 * row + 1] = line.findLastIndex((colour) => colour !== 0) + 1;
  }
  return { pixels, spans };
}

function pixel(layers: readonly Layer[], x: number, y: number, scale: number): number {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  for (const { colour, distance } of layers) {
    const covered = Math.min(1, Math.max(0, 0.5 - distance(x, y) * scale)) * ((colour >>> 24) / 255);
    if (covered === 0) continue;
    const under = alpha * (1 - covered);
    alpha = covered + under;
    red = ((colour & 255) * covered + red * under) / alpha;
    green = (((colour >>> 8) & 255) * covered + green * under) / alpha;
    blue = (((colour >>> 16) & 255) * covered + blue * under) / alpha;
  }
  const bytes = Math.round(red) | (Math.round(green) << 8) | (Math.round(blue) << 16);
  const opacity = Math.round(alpha * 255);
  return opacity === 0 ? 0 : (bytes | (opacity << 24)) >>> 0;
}
