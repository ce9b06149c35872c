import { grown, normalAt, pointAt, sharedArea, type Curve, type Rect } from './curve.ts';

/** A label's place, and which of its shapes stands there. */
export interface Place {
  readonly rect: Rect;
  readonly shape: number;
}

/**
 * A place for each label beside its curve, in one of its shapes (wide, or narrow on more lines), and what the whole
 * costs: 0 is perfect, an overlap of boxes or labels costs 1000 and more, a label that lies nearer to a foreign
 * line than to its own, or on any, some points.
 */
export function placeLabels(
  curves: readonly Curve[],
  sizes: readonly (readonly Size[])[],
  boxes: readonly Rect[],
  room: Rect,
): { labels: Place[]; cost: number } {
  const places = curves.map((curve, i) =>
    sizes[i].flatMap((size, shape) => placesBeside(curve, size, shape)),
  );
  const fixed = places.map((options, own) =>
    options.map(({ rect, wish }) => wish + fixedCost(rect, own, curves, boxes, room)),
  );
  const chosen = places.map((_, i) => argmin(fixed[i]));
  const cost = (i: number, option: number) =>
    fixed[i][option] +
    places.reduce(
      (sum, other, j) =>
        j === i ? sum : sum + overlapCost(grown(places[i][option].rect, 1), other[chosen[j]].rect),
      0,
    );
  // Each label in turn takes its best place given the others'; the total only falls, so this ends.
  for (let round = 0; round < 8; round++) {
    let moved = false;
    for (let i = 0; i < chosen.length; i++) {
      const option = argmin(places[i].map((_, o) => cost(i, o)));
      if (cost(i, option) < cost(i, chosen[i]) - 1e-9) {
        chosen[i] = option;
        moved = true;
      }
    }
    if (!moved) break;
  }
  return {
    labels: chosen.map((option, i) => places[i][option]),
    cost: chosen.reduce((sum, option, i) => sum + cost(i, option), 0),
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}
interface Option extends Place {
  /** How far it is from where one would look first. */
  readonly wish: number;
}

function placesBeside(curve: Curve, size: Size, shape: number): Option[] {
  const places: Option[] = [];
  for (const off of [0, 0.08, -0.08, 0.16, -0.16, 0.24, -0.24, 0.32, -0.32]) {
    const point = pointAt(curve, 0.5 + off);
    const normal = normalAt(curve, 0.5 + off);
    const reach = (Math.abs(normal.x) * size.width + Math.abs(normal.y) * size.height) / 2;
    for (const side of [1, -1]) {
      for (const gap of [3, 8, 14]) {
        const distance = side * (reach + gap);
        places.push({
          rect: {
            x: point.x + normal.x * distance - size.width / 2,
            y: point.y + normal.y * distance - size.height / 2,
            ...size,
          },
          shape,
          wish: Math.abs(off) * 10 + gap * 0.4 + (side < 0 ? 1 : 0) + shape * 2,
        });
      }
    }
  }
  return places;
}

function fixedCost(
  rect: Rect,
  own: number,
  curves: readonly Curve[],
  boxes: readonly Rect[],
  room: Rect,
): number {
  let cost = 0;
  const outside = rect.width * rect.height - sharedArea(rect, room);
  if (outside > 1e-6) cost += 1000 + outside;
  for (const box of boxes) cost += overlapCost(grown(rect, 2), box);
  const distances = curves.map((curve) => distance(rect, curve));
  distances.forEach((far, i) => {
    if (i !== own && far < distances[own] + 2) cost += 15;
    if (far === 0) cost += 8;
  });
  return cost;
}

/** From a rectangle to the nearest point of a curve, px; 0 where it lies on it. */
function distance(rect: Rect, curve: Curve): number {
  let nearest = Infinity;
  for (let t = 0; t <= 1; t += 0.04) {
    const { x, y } = pointAt(curve, t);
    const outX = Math.max(0, rect.x - x, x - rect.x - rect.width);
    const outY = Math.max(0, rect.y - y, y - rect.y - rect.height);
    nearest = Math.min(nearest, Math.hypot(outX, outY));
  }
  return nearest;
}

function overlapCost(a: Rect, b: Rect): number {
  const area = sharedArea(a, b);
  return area > 0 ? 1000 + area : 0;
}

function argmin(values: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] < values[best]) best = i;
  return best;
}
