type Column = Float64Array | Uint8Array;

/** Room for at least `length` entries: the same column, or one of twice the size (or more) with its content. */
export function roomFor<C extends Column>(column: C, length: number): C;
export function roomFor(column: Column, length: number): Column {
  if (length <= column.length) return column;
  const size = Math.max(length, column.length * 2);
  const grown = column instanceof Uint8Array ? new Uint8Array(size) : new Float64Array(size);
  grown.set(column);
  return grown;
}

/** How many of the first `count` ascending times lie before `micros`. */
export function countBefore(times: ArrayLike<number>, count: number, micros: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < micros) low = middle + 1;
    else high = middle;
  }
  return low;
}
