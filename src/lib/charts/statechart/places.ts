import type { Diagram } from './diagram.ts';
import { textWidth } from './text-size.ts';
import type { Point, Rect } from './curve.ts';

export const BOX_HEIGHT = 34;
export const STATE_PX = 12;

/** A box for each state: two abreast, three in a triangle, four in a square, six in two columns, others round an ellipse. */
export function placeBoxes(diagram: Diagram, width: number, height: number, margin: number): Rect[] {
  const count = diagram.states.length;
  const widths = diagram.states.map((state) => Math.max(64, Math.ceil(textWidth(state, STATE_PX)) + 26));
  const spots = spotsOf(count);
  const order = bestOrder(diagram, spots);
  return diagram.states.map((_, index) => {
    const spot = spots[order[index]];
    const half = widths[index] / 2;
    return {
      x: Math.round(half + 1 + spot.x * (width - widths[index] - 2) - half),
      y: Math.round(margin + spot.y * (height - 2 * margin - BOX_HEIGHT)),
      width: widths[index],
      height: BOX_HEIGHT,
    };
  });
}

/** Places as shares of the room, clockwise from the upper left. */
function spotsOf(count: number): Point[] {
  if (count === 1) return [{ x: 0.5, y: 0.5 }];
  if (count === 2) return [spot(0, 0.5), spot(1, 0.5)];
  if (count === 3) return [spot(0.04, 0), spot(0.96, 0), spot(0.5, 1)];
  if (count === 4) return [spot(0, 0), spot(1, 0), spot(1, 1), spot(0, 1)];
  if (count === 6) return [0, 0.5, 1].flatMap((y) => [spot(0, y), spot(1, y)]);
  return Array.from({ length: count }, (_, i) => {
    const angle = 2 * Math.PI * ((i - 0.5) / count - 0.25);
    return spot(0.5 + Math.cos(angle) / 2, 0.5 + Math.sin(angle) / 2);
  });
}

function spot(x: number, y: number): Point {
  return { x, y };
}

/**
 * The order with the shortest arrows; the initial state keeps the first place, but of six: there the one that has most to do
 * with others stands best in the middle. An arrow along a column of three would run through the box between its ends.
 */
function bestOrder(diagram: Diagram, spots: readonly Point[]): number[] {
  const indexes = spots.map((_, i) => i);
  // Beyond seven states trying all orders takes too long; the machine's own order is mostly a good one.
  if (spots.length < 4 || spots.length > 7) return indexes;
  const arrows = diagram.arrows.map((a) => [diagram.states.indexOf(a.from), diagram.states.indexOf(a.to)]);
  const length = (order: readonly number[]) =>
    arrows.reduce((sum, [a, b]) => {
      const p = spots[order[a]];
      const q = spots[order[b]];
      const isThrough = spots.length === 6 && p.x === q.x && Math.abs(p.y - q.y) === 1;
      return sum + Math.hypot(p.x - q.x, p.y - q.y) + (isThrough ? 2 : 0);
    }, 0);
  let best = indexes;
  const fixed = spots.length === 6 ? [] : [0];
  for (const rest of permutations(indexes.slice(fixed.length))) {
    const order = [...fixed, ...rest];
    if (length(order) < length(best) - 1e-9) best = order;
  }
  return best;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}
