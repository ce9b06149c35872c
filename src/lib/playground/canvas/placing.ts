import type { Scenario } from '#lib/scenario/document.ts';

/** Room that a card takes, with some air; real cards differ a little. */
export const CARD = { width: 168, height: 76 };
export const GRID = 8;
const AIR = 16;
/** Shorter than this a wire shows nothing of what goes along it. */
const WIRE = 56;
/** Rows further apart than this no longer read as one topology. */
const MAX_SPREAD = 2.2;

/** What lies over the canvas at its sides, in px: tools, the sentence, a drawer. */
export interface Covered {
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
}

/** What boxes around nodes stand out beyond them, px. */
const BOXES = { top: 50, side: 22, bottom: 22 };

/** How everything is brought into sight: free of what lies over a canvas of this height, where there is room. */
export function fitting(height: number, covered: Covered, hasBoxes = false) {
  const [top, bottom] = height > 320 ? [covered.top, covered.bottom] : [10, 10];
  const px = (length: number) => `${length}px` as const;
  const more = hasBoxes ? BOXES : { top: 0, side: 0, bottom: 0 };
  const side = 20 + more.side;
  const padding = {
    ...{ top: px(top + more.top), bottom: px(bottom + more.bottom) },
    ...{ left: px(side), right: px(side + covered.right) },
  };
  return { padding, maxZoom: 1.1 };
}

/** By how much rows move apart so that nodes fill a room taller than they are wide; 1 = as they were put. */
export function spreadFor(
  nodes: readonly { x: number; y: number }[],
  room: { width: number; height: number },
): number {
  if (room.width <= 0 || nodes.length === 0) return 1;
  const span = (places: number[]) => Math.max(...places) - Math.min(...places);
  const rows = span(nodes.map(({ y }) => y));
  const wanted = ((span(nodes.map(({ x }) => x)) + CARD.width) * room.height) / room.width - CARD.height;
  // In tenths, so that a canvas that grows by a pixel does not move every card.
  return rows === 0 ? 1 : Math.round(10 * Math.max(1, Math.min(MAX_SPREAD, wanted / rows))) / 10;
}

/** The place nearest to `wanted` (a card's top left corner) where a new card covers no other. */
export function freePlace(scenario: Scenario, wanted: { x: number; y: number }): { x: number; y: number } {
  for (let ring = 0; ring < 40; ring++) {
    for (const [dx, dy] of ringOf(ring)) {
      const place = {
        x: snap(wanted.x + dx * (CARD.width + AIR) * 0.5),
        y: snap(wanted.y + dy * (CARD.height + AIR) * 0.5),
      };
      if (scenario.nodes.every((node) => apart(node, place))) return place;
    }
  }
  return wanted;
}

/**
 * Where a new card goes that is put between two: before the second, at its height. When there is no room for it, the
 * second and whatever stands to its right move on.
 */
export function roomBetween(scenario: Scenario, from: string, to: string) {
  const [left, right] = [from, to].map((id) => scenario.nodes.find((node) => node.id === id)!);
  const gap = right.x - left.x - CARD.width;
  const missing = CARD.width + 2 * WIRE - gap;
  const shift = right.x > left.x && missing > 0 ? Math.ceil(missing / GRID) * GRID : 0;
  const nodes = scenario.nodes.map((node) => {
    return shift > 0 && node.x >= right.x ? { ...node, x: node.x + shift } : node;
  });
  const moves = nodes.filter((node, i) => node !== scenario.nodes[i]).map(({ id, x, y }) => ({ id, x, y }));
  const middle = (left.x + right.x + shift) / 2;
  const beside = right.x > left.x ? right.y : (left.y + right.y) / 2;
  return { moves, place: freePlace({ ...scenario, nodes }, { x: middle, y: beside }) };
}

/** A kind's label, numbered from the second on: "Service", "Service 2". */
export function freeLabel(scenario: Scenario, label: string): string {
  const taken = new Set(scenario.nodes.map((node) => node.label));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? label : `${label} ${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}

function apart(a: { x: number; y: number }, b: { x: number; y: number }): boolean {
  return Math.abs(a.x - b.x) >= CARD.width + AIR || Math.abs(a.y - b.y) >= CARD.height + AIR;
}

/** The steps of a square ring around the middle, nearest first; of equals the one to the right, then below. */
function ringOf(ring: number): [number, number][] {
  const steps: [number, number][] = [];
  for (let x = -ring; x <= ring; x++) {
    for (let y = -ring; y <= ring; y++) if (Math.max(Math.abs(x), Math.abs(y)) === ring) steps.push([x, y]);
  }
  return steps.sort((a, b) => Math.hypot(...a) - Math.hypot(...b) || b[0] - a[0] || b[1] - a[1]);
}
