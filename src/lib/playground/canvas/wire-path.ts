/** A cubic path in flow coordinates: `[x1, y1, c1x, c1y, c2x, c2y, x2, y2]`, from the caller to the callee. */
export type WirePath = readonly [number, number, number, number, number, number, number, number];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A call: out of the caller's right side, into the callee's left; swings wide when it has to go back. */
export function callPath(x1: number, y1: number, x2: number, y2: number): WirePath {
  const ahead = x2 - x1;
  if (ahead >= 0) {
    const reach = Math.max(24, ahead / 2);
    return [x1, y1, x1 + reach, y1, x2 - reach, y2, x2, y2];
  }
  const reach = 24 + Math.sqrt(-ahead) * 8;
  // On one level it would run behind the cards: it goes round below them.
  const below = Math.max(0, 130 - Math.abs(y2 - y1));
  return [x1, y1, x1 + reach, y1 + below, x2 - reach, y2 + below, x2, y2];
}

/** Talk with a registry takes the shortest way: between the two sides that face each other. */
export function facingPath(from: Box, to: Box): WirePath {
  const dx = to.x + to.width / 2 - (from.x + from.width / 2);
  const dy = to.y + to.height / 2 - (from.y + from.height / 2);
  const gapX = Math.abs(dx) - (from.width + to.width) / 2;
  const gapY = Math.abs(dy) - (from.height + to.height) / 2;
  if (gapY > gapX) {
    const [y1, y2] = dy > 0 ? [from.y + from.height, to.y] : [from.y, to.y + to.height];
    const [x1, x2] = [from.x + from.width / 2, to.x + to.width / 2];
    const middle = (y1 + y2) / 2;
    return [x1, y1, x1, middle, x2, middle, x2, y2];
  }
  const [x1, x2] = dx > 0 ? [from.x + from.width, to.x] : [from.x, to.x + to.width];
  // A quarter up from the bottom: the middles of the sides belong to the calls.
  const [y1, y2] = [from.y + from.height * 0.8, to.y + to.height / 2];
  const middle = (x1 + x2) / 2;
  return [x1, y1, middle, y1, middle, y2, x2, y2];
}

export function toSvg([x1, y1, ax, ay, bx, by, x2, y2]: WirePath): string {
  return `M${x1} ${y1}C${ax} ${ay} ${bx} ${by} ${x2} ${y2}`;
}

/**
 * Wider the more goes over it, but never so wide that it hides its messages: 1.5 to 5 px. In steps, as each
 * change of width has the whole layer of edges painted anew.
 */
export function wireWidth(callsPerSecond: number): number {
  return Math.round(2 * (1.5 + Math.min(3.5, 0.5 * Math.log2(1 + callsPerSecond / 20)))) / 2;
}
