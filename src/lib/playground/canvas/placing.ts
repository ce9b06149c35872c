import type { Scenario } from '#lib/scenario/document.ts';

/** Room that a card takes, with some air; real cards differ a little. */
export const CARD = { width: 168, height: 76 };
export const GRID = 8;
const AIR = 16;
/** How everything is brought into sight: free of the tools above and of the sentence below, where there is room. */
export function fitting(height: number) {
  const [top, bottom] = height > 320 ? (['56px', '112px'] as const) : (['10px', '10px'] as const);
  return { padding: { top, bottom, left: '20px', right: '20px' }, maxZoom: 1.1 } as const;
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
