import type { Rect } from './boxes.ts';

/** Length and height of a tooth, px. */
const STEP = 9;
const TOOTH = 5;
/** How far a cut reaches beyond what it parts. */
const OVERHANG = 12;

/** The jagged line between two boxes as SVG path data; null where they overlap, so that there is nothing between them. */
export function cutBetween(a: Rect, b: Rect): string | null {
  const across = gap(a.x, a.width, b.x, b.width);
  const along = gap(a.y, a.height, b.y, b.height);
  if (across === null && along === null) return null;
  if (across !== null && (along === null || across.size >= along.size)) {
    const [top, bottom] = span(a.y, a.height, b.y, b.height);
    return jagged(across.middle, top - OVERHANG, bottom - top + 2 * OVERHANG, true);
  }
  const [left, right] = span(a.x, a.width, b.x, b.width);
  return jagged(along!.middle, left - OVERHANG, right - left + 2 * OVERHANG, false);
}

/** The jagged line around a box that is cut off from all that is outside. */
export function cutAround({ x, y, width, height }: Rect): string {
  const top = jagged(y, x, width, false);
  const bottom = jagged(y + height, x, width, false);
  return [top, bottom, jagged(x, y, height, true), jagged(x + width, y, height, true)].join(' ');
}

/** The way between two boxes, from border to border along the line between their middles. */
export function wayBetween(a: Rect, b: Rect): { x1: number; y1: number; x2: number; y2: number } {
  const [x1, y1] = exit(a, b);
  const [x2, y2] = exit(b, a);
  return { x1, y1, x2, y2 };
}

function exit(from: Rect, to: Rect): [x: number, y: number] {
  const [x, y] = middleOf(from);
  const [tx, ty] = middleOf(to);
  const [dx, dy] = [tx - x, ty - y];
  if (dx === 0 && dy === 0) return [x, y];
  const share = Math.min(from.width / 2 / Math.abs(dx), from.height / 2 / Math.abs(dy), 1);
  return [x + dx * share, y + dy * share];
}

function middleOf({ x, y, width, height }: Rect): [x: number, y: number] {
  return [x + width / 2, y + height / 2];
}

function gap(a: number, aSize: number, b: number, bSize: number): { middle: number; size: number } | null {
  const [end, start] = a < b ? [a + aSize, b] : [b + bSize, a];
  return start < end ? null : { middle: (start + end) / 2, size: start - end };
}

function span(a: number, aSize: number, b: number, bSize: number): [from: number, to: number] {
  return [Math.min(a, b), Math.max(a + aSize, b + bSize)];
}

function jagged(at: number, from: number, length: number, isVertical: boolean): string {
  const steps = Math.max(2, Math.round(length / STEP));
  const points = Array.from({ length: steps + 1 }, (_, i) => {
    const along = Math.round(from + (length * i) / steps);
    const aside = Math.round(at + (i % 2 === 0 ? -TOOTH : TOOTH));
    return isVertical ? `${aside} ${along}` : `${along} ${aside}`;
  });
  return `M${points.join('L')}`;
}
