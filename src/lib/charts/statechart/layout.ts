import type { Diagram } from './diagram.ts';
import {
  bowed,
  centre,
  grown,
  holds,
  loop,
  pointAt,
  sharedArea,
  type Curve,
  type Point,
  type Rect,
} from './curve.ts';
import { placeLabels } from './label-places.ts';
import { placeBoxes } from './places.ts';
import { textWidth, wrap } from './text-size.ts';

/** A machine as a small picture; all numbers in px. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly (Rect & { readonly state: string })[];
  readonly arrows: readonly ArrowLayout[];
}
export interface ArrowLayout {
  readonly from: string;
  readonly to: string;
  readonly curve: Curve;
  /** Room for all the arrow's words, one line after the other. */
  readonly label: Rect & { readonly anchor: 'start' | 'middle' | 'end' };
  readonly lines: readonly Line[];
}
export interface Line {
  readonly text: string;
  /** Whose name this is, or a part of it: a long name takes several lines, and its count `ends` the last. */
  readonly event: string;
  readonly ends: boolean;
}

export const LABEL_PX = 10.5;
export const LINE_PX = 14;
/** Letters on a line in the two shapes of a label: wide, and narrow. */
const LETTERS = [20, 11];
/** Where along a curve it is looked at. */
const SAMPLES = Array.from({ length: 51 }, (_, i) => i / 50);

/**
 * Places states, arrows and labels so that no box or label covers another. States stand on a fixed figure;
 * arrows bow apart; each label tries places along its arrow, all in turn until none improves. Of several heights
 * the cheapest wins: low if that is enough, higher where the words need room. The same machine always gives the
 * same picture, and room for counts of four digits is kept, so nothing moves while numbers grow.
 */
export function layoutOf(diagram: Diagram, width = 284): Layout {
  let best: Layout | null = null;
  let bestCost = Infinity;
  for (let height = 112; height <= (diagram.states.length === 6 ? 288 : 400); height += 16) {
    const { layout, cost } = attempt(diagram, width, height);
    if (cost < bestCost) {
      bestCost = cost;
      best = layout;
    }
  }
  return trimmed(best ?? attempt(diagram, width, 112).layout);
}

function attempt(diagram: Diagram, width: number, height: number): { layout: Layout; cost: number } {
  const loops = diagram.arrows.some((arrow) => arrow.from === arrow.to);
  const margin = loops ? 44 : diagram.states.length === 2 ? 0 : 26;
  const boxes = placeBoxes(diagram, width, height, margin);
  const box = (state: string) => boxes[diagram.states.indexOf(state)];
  const middle = { x: width / 2, y: height / 2 };
  const curves = diagram.arrows.map(({ from, to }) => curveOf(diagram, from, to, box, middle));
  const shapes = diagram.arrows.map(({ events }) =>
    LETTERS.map((letters) => events.flatMap((event) => linesOf(event, letters))),
  );
  const sizes = shapes.map((texts) => texts.map(sizeOf));
  const { labels, cost } = placeLabels(curves, sizes, boxes, { x: 0, y: 0, width, height });
  const arrows = diagram.arrows.map(({ from, to }, i) => ({
    from,
    to,
    curve: curves[i],
    label: { ...labels[i].rect, anchor: anchorOf(labels[i].rect, curves[i]) },
    lines: shapes[i][labels[i].shape],
  }));
  const layout = { width, height, arrows, boxes: boxes.map((b, i) => ({ ...b, state: diagram.states[i] })) };
  return { layout, cost: cost + crowding(boxes, curves) + height * 0.12 };
}

/** Without the empty rows above and below what is drawn. */
function trimmed(layout: Layout): Layout {
  const curves = layout.arrows.flatMap(({ curve }) => SAMPLES.map((t) => pointAt(curve, t).y));
  const rects = [...layout.boxes, ...layout.arrows.map(({ label }) => label)];
  const top = Math.floor(Math.min(...curves, ...rects.map(({ y }) => y))) - 2;
  const bottom = Math.ceil(Math.max(...curves, ...rects.map(({ y, height }) => y + height))) + 2;
  const up = <T extends Point>(point: T): T => ({ ...point, y: point.y - top });
  return {
    ...layout,
    height: bottom - top,
    boxes: layout.boxes.map(up),
    arrows: layout.arrows.map((arrow) => {
      const [a, b, c, d] = arrow.curve;
      return { ...arrow, label: up(arrow.label), curve: [up(a), up(b), up(c), up(d)] };
    }),
  };
}

/** What it costs that boxes stand on each other or on an arrow's way. */
function crowding(boxes: readonly Rect[], curves: readonly Curve[]): number {
  let cost = 0;
  boxes.forEach((box, i) => {
    for (const other of boxes.slice(i + 1)) if (sharedArea(grown(box, 4), other) > 0) cost += 5000;
    for (const curve of curves) {
      for (const t of SAMPLES) if (holds(box, pointAt(curve, t))) cost += 500;
    }
  });
  return cost;
}

function curveOf(
  diagram: Diagram,
  from: string,
  to: string,
  box: (state: string) => Rect,
  middle: Point,
): Curve {
  if (from === to) return loop(box(from), centre(box(from)).y > middle.y ? 1 : -1, 3);
  const returns = diagram.arrows.some((arrow) => arrow.from === to && arrow.to === from);
  const bow = diagram.states.length === 2 ? 26 : 13;
  if (returns) return bowed(box(from), box(to), bow, 4);
  // Alone, it bows away from the middle, where the other arrows are.
  const left = bowed(box(from), box(to), 8, 4);
  const right = bowed(box(from), box(to), -8, 4);
  return away(left, middle) >= away(right, middle) ? left : right;
}

function away(curve: Curve, middle: Point): number {
  const { x, y } = pointAt(curve, 0.5);
  return Math.hypot(x - middle.x, y - middle.y);
}

function linesOf(event: string, letters: number): Line[] {
  const texts = wrap(event, letters);
  return texts.map((text, i) => ({ text, event, ends: i === texts.length - 1 }));
}

function sizeOf(lines: readonly Line[]): { width: number; height: number } {
  const widths = lines.map(({ text, ends }) =>
    Math.ceil(textWidth(ends ? `${text} · 8888×` : text, LABEL_PX)),
  );
  return { width: Math.max(...widths), height: lines.length * LINE_PX };
}

/** Words begin or end at the arrow that they lie beside, and stand centred above or below one. */
function anchorOf(label: Rect, curve: Curve): 'start' | 'middle' | 'end' {
  const { x, y } = nearest(label, curve);
  if (y < label.y || y > label.y + label.height) {
    if (x > label.x + label.width * 0.2 && x < label.x + label.width * 0.8) return 'middle';
  }
  return x < label.x + label.width / 2 ? 'start' : 'end';
}

function nearest(label: Rect, curve: Curve): Point {
  const c = centre(label);
  let best = curve[0];
  for (const t of SAMPLES) {
    const p = pointAt(curve, t);
    if (Math.hypot(p.x - c.x, p.y - c.y) < Math.hypot(best.x - c.x, best.y - c.y)) best = p;
  }
  return best;
}
