/** An edge's path at equal steps of its length: `[x0, y0, x1, y1, …]`, 65 points in flow coordinates. */
export type PathTable = Float32Array;

const POINTS = 65;
/** Fine steps along the curve's parameter, from which the equal ones are taken. */
const STEPS = 256;

export interface Point {
  x: number;
  y: number;
}

/**
 * The table of one edge. `controlPoints`: `[x1, y1, c1x, c1y, c2x, c2y, x2, y2]` for a cubic, or
 * `[x1, y1, x2, y2]` for a straight edge, in flow coordinates, from the caller to the callee.
 */
export function pathTable(controlPoints: ArrayLike<number>): PathTable {
  const table = new Float32Array(2 * POINTS);
  const at = controlPoints.length === 4 ? onLine : onCubic;
  const lengths = new Float64Array(STEPS + 1);
  const from: Point = { x: controlPoints[0], y: controlPoints[1] };
  const here: Point = { x: 0, y: 0 };
  for (let i = 1; i <= STEPS; i++) {
    at(controlPoints, i / STEPS, here);
    lengths[i] = lengths[i - 1] + distance(from, here);
    from.x = here.x;
    from.y = here.y;
  }
  let step = 0;
  for (let i = 0; i < POINTS; i++) {
    const wanted = (lengths[STEPS] * i) / (POINTS - 1);
    while (step < STEPS - 1 && lengths[step + 1] < wanted) step++;
    const span = lengths[step + 1] - lengths[step];
    const within = span > 0 ? Math.min(1, (wanted - lengths[step]) / span) : 0;
    at(controlPoints, i === POINTS - 1 ? 1 : (step + within) / STEPS, here);
    table[2 * i] = here.x;
    table[2 * i + 1] = here.y;
  }
  return table;
}

/** The point at a share of the path's length, 0 at the caller, 1 at the callee; shares beyond are the ends. */
export function pointAt(table: PathTable, share: number, into: Point = { x: 0, y: 0 }): Point {
  const place = Math.min(1, Math.max(0, share)) * (POINTS - 1);
  const before = Math.min(POINTS - 2, Math.floor(place));
  const within = place - before;
  const i = 2 * before;
  into.x = table[i] + (table[i + 2] - table[i]) * within;
  into.y = table[i + 1] + (table[i + 3] - table[i + 1]) * within;
  return into;
}

/** In flow coordinates; the points of a table are equally far apart. */
export function pathLength(table: PathTable): number {
  const [x, y] = [table[2] - table[0], table[3] - table[1]];
  return Math.sqrt(x * x + y * y) * (POINTS - 1);
}

/** The tables of all edges by their place in the plan; one is rebuilt without touching the others. */
export class EdgeTables {
  /** Moves with every change. */
  version = 0;
  #tables: (PathTable | undefined)[] = [];

  /** See `pathTable` for the control points. */
  set(edgeIndex: number, controlPoints: ArrayLike<number>): void {
    this.#tables[edgeIndex] = pathTable(controlPoints);
    this.version++;
  }

  drop(edgeIndex: number): void {
    this.#tables[edgeIndex] = undefined;
    this.version++;
  }

  clear(): void {
    this.#tables = [];
    this.version++;
  }

  /** Undefined for an edge that is not on the canvas: its messages are not drawn. */
  table(edgeIndex: number): PathTable | undefined {
    return this.#tables[edgeIndex];
  }

  /** One beyond the highest edge index set so far. */
  get length(): number {
    return this.#tables.length;
  }
}

function onLine(p: ArrayLike<number>, t: number, into: Point): void {
  into.x = p[0] + (p[2] - p[0]) * t;
  into.y = p[1] + (p[3] - p[1]) * t;
}

function onCubic(p: ArrayLike<number>, t: number, into: Point): void {
  const u = 1 - t;
  const a = u * u * u;
  const b = 3 * u * u * t;
  const c = 3 * u * t * t;
  const d = t * t * t;
  into.x = a * p[0] + b * p[2] + c * p[4] + d * p[6];
  into.y = a * p[1] + b * p[3] + c * p[5] + d * p[7];
}

function distance(a: Point, b: Point): number {
  return Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}
