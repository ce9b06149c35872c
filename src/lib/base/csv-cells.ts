/**
 * The cells of one line of CSV (RFC 4180), white space around them removed: quotes hold commas, a doubled quote is
 * one. A cell does not go on in the next line. Null when a quote is left open or does not stand around its cell.
 */
export function readCells(line: string): string[] | null {
  const cells: string[] = [];
  const cell = /(?:\s*"([^"]*(?:""[^"]*)*)"\s*|([^",]*))(,|$)/y;
  for (;;) {
    const found = cell.exec(line);
    if (found === null) return null;
    const [, quoted, plain, end] = found;
    cells.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"').trim());
    if (end === '') return cells;
  }
}
