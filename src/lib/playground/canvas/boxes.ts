import type { Group, Scenario } from '#lib/scenario/document.ts';
import { homeOf } from '#lib/scenario/groups.ts';

/** A rectangle on the canvas, px at zoom 1. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A group as it is drawn behind its nodes. */
export interface GroupBox {
  readonly group: Group;
  readonly rect: Rect;
  /** How many boxes are around it. */
  readonly depth: number;
  /** Groups right in it that have no box, as nobody has all its instances there. */
  readonly spread: readonly Group[];
}

/** Air between a box and what is in it, and the room above for its name. */
const AIR = 14;
const NAME = 26;

/**
 * The boxes of all groups in which some node stands with all of its instances, the larger ones first, so that the smaller lie upon
 * them. A box is as large as what is in it: it has no size of its own.
 */
export function boxesOf(
  { nodes, groups = [] }: Pick<Scenario, 'nodes' | 'groups'>,
  rectOf: (node: string) => Rect | undefined,
): GroupBox[] {
  const homes = nodes.map((node) => ({ home: homeOf(groups, node), rect: rectOf(node.id) }));
  const boxesIn = (parent: string | null, depth: number): GroupBox[] => {
    return groups.filter((group) => group.parent === parent).flatMap((group) => boxAndInner(group, depth));
  };
  const boxAndInner = (group: Group, depth: number): GroupBox[] => {
    const inner = boxesIn(group.id, depth + 1);
    const own = homes.flatMap(({ home, rect }) => (home === group.id && rect !== undefined ? [rect] : []));
    const around = union([...own, ...inner.map(({ rect }) => rect)]);
    if (around === null) return [];
    const drawn = new Set(inner.map((box) => box.group.id));
    const spread = groups.filter(({ id, parent }) => parent === group.id && !drawn.has(id));
    return [{ group, rect: padded(around), depth, spread }, ...inner];
  };
  return boxesIn(null, 0);
}

function union(rects: readonly Rect[]): Rect | null {
  if (rects.length === 0) return null;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

function padded({ x, y, width, height }: Rect): Rect {
  return { x: x - AIR, y: y - AIR - NAME, width: width + 2 * AIR, height: height + 2 * AIR + NAME };
}
