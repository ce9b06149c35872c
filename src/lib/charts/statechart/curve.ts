/** A rectangle by its top left corner, px. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
/** A cubic Bézier curve: start, two control points, end. */
export type Curve = readonly [Point, Point, Point, Point];

export function pointAt([a, b, c, d]: Curve, t: number): Point {
  const u = 1 - t;
  const mix = (p: number, q: number, r: number, s: number) =>
    u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s;
  return { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) };
}

/** The unit vector to the left of the curve's direction at t (y grows downward). */
export function normalAt(curve: Curve, t: number): Point {
  const from = pointAt(curve, Math.max(0, t - 0.02));
  const to = pointAt(curve, Math.min(1, t + 0.02));
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: (to.y - from.y) / length, y: -(to.x - from.x) / length };
}

/** From one box to another, bowing `bend` px to its left (negative: right); it starts and ends `gap` px off the boxes. */
export function bowed(from: Rect, to: Rect, bend: number, gap: number): Curve {
  const a = centre(from);
  const b = centre(to);
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const bow = {
    x: (a.x + b.x) / 2 + ((b.y - a.y) / length) * bend * 2,
    y: (a.y + b.y) / 2 - ((b.x - a.x) / length) * bend * 2,
  };
  const start = leave(from, bow, gap);
  const end = leave(to, bow, gap);
  return [start, third(start, bow), third(end, bow), end];
}

/** A loop on the box's upper (`side` -1) or lower (1) edge: from the box back to itself. */
export function loop(box: Rect, side: 1 | -1, gap: number): Curve {
  const edge = side < 0 ? box.y - gap : box.y + box.height + gap;
  const { x } = centre(box);
  const reach = edge + side * 26;
  return [
    { x: x - 12, y: edge },
    { x: x - 22, y: reach },
    { x: x + 22, y: reach },
    { x: x + 12, y: edge },
  ];
}

export function centre(box: Rect): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The area that two rectangles share, px². */
export function sharedArea(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

export function holds(box: Rect, point: Point): boolean {
  return point.x > box.x && point.x < box.x + box.width && point.y > box.y && point.y < box.y + box.height;
}

export function grown(box: Rect, by: number): Rect {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by };
}

/** Where the line from the box's centre to a point outside leaves the box grown by `gap`. */
function leave(box: Rect, towards: Point, gap: number): Point {
  const from = centre(box);
  const x = towards.x - from.x;
  const y = towards.y - from.y;
  const share = Math.min(
    (box.width / 2 + gap) / Math.max(Math.abs(x), 1e-9),
    (box.height / 2 + gap) / Math.max(Math.abs(y), 1e-9),
  );
  return { x: from.x + x * share, y: from.y + y * share };
}

/** A quadratic curve's control point, as one of a cubic curve's two. */
function third(end: Point, control: Point): Point {
  return { x: end.x + (2 / 3) * (control.x - end.x), y: end.y + (2 / 3) * (control.y - end.y) };
}
