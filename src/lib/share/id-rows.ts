type Row = readonly unknown[];

/**
 * Ids at the head of rows, 0 where an id only counts on from the row above: 'n4' after 'n3', and 'n1' or the
 * first edge's 'e9' after eight nodes. Most ids of most documents do, and a link is shorter by a quarter.
 */
export function shortIds(rows: readonly Row[], prefix: string, after: number): Row[] {
  let last = after;
  return rows.map(([id, ...rest]) => {
    const counted = `${prefix}${last + 1}`;
    last = numberAtEnd(id) ?? last;
    return [id === counted ? 0 : id, ...rest];
  });
}

/** The rows with their whole ids. */
export function wholeIds(rows: readonly Row[], prefix: string, after: number): Row[] {
  let last = after;
  return rows.map(([short, ...rest]) => {
    // A row of zeros only has lost its head too.
    const id = short === 0 || short === undefined ? `${prefix}${last + 1}` : short;
    last = numberAtEnd(id) ?? last;
    return [id, ...rest];
  });
}

/** What `shortIds` of the edges goes on from: the number of the last node. */
export function lastNumber(rows: readonly Row[]): number {
  return rows.reduce<number>((last, [id]) => numberAtEnd(id) ?? last, 0);
}

function numberAtEnd(id: unknown): number | null {
  const digits = typeof id === 'string' ? /[0-9]{1,7}$/.exec(id) : null;
  return digits === null ? null : Number(digits[0]);
}
