import { readCells } from './csv-cells.ts';
import { codeOfWord } from './log-outcomes.ts';
import { nearest } from './nearest.ts';
import { Problems, type Problem } from './problem.ts';
import { isRecord, shown, typeName } from './raw-value.ts';

/** When things arrived, and what became of them, in columns of one length; a column that the text lacks is absent. */
export interface ArrivalsLog {
  /** Ascending; equal times are allowed. */
  readonly atMs: Float64Array;
  readonly outcome?: readonly string[];
  readonly durationMs?: Float64Array;
  readonly key?: readonly string[];
  readonly path?: readonly string[];
}

export interface ReadLog {
  /** The rows that are good, also when others are not. */
  readonly log: ArrivalsLog;
  readonly problems: readonly Problem[];
}

/**
 * A log from text, CSV or NDJSON, told apart by a first row that begins with a brace:
 *
 *     # atMs; or atMs,key; or atMs,outcome,durationMs       {"atMs": 0, "key": "a"}
 *     0,a                                                    {"atMs": 12.5, "key": "b"}
 *     12.5,b
 *
 * A header line names the columns in any order, and only so can there be a `path`. Lines that are blank or begin
 * with `#` are skipped, columns of other names too. An outcome is one of the house's own words, of those that recordings use
 * (success, failure, timeout), or an HTTP status. Each bad row is a problem that names its line, at the JSON
 * Pointer `at`, and is left out. Never throws.
 */
export function readArrivalsLog(text: string, at = '', maxRows = MAX_ROWS): ReadLog {
  const reading = new Reading(at, maxRows);
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  for (let i = 0; i < lines.length && !reading.full; i++) {
    const line = lines[i].trim();
    if (line !== '' && !line.startsWith('#')) reading.row(line, i + 1);
  }
  return reading.done();
}

const MAX_ROWS = 100_000;
/** A file of another sort has a problem in each line: the first few tell which. */
const MAX_PROBLEMS = 20;
/** Whole microseconds up to here are exact in a double; times since 1970 are well below. */
const MAX_AT_MS = 9_007_199_254_740;
const MAX_LINE = 4_000;
const MAX_CELL = 200;

const NAMES = ['atMs', 'outcome', 'durationMs', 'key', 'path'] as const;
type Name = (typeof NAMES)[number];
/** What the columns are when no header names them, by their number. */
const UNNAMED: readonly (readonly Name[])[] = [
  [],
  ['atMs'],
  ['atMs', 'key'],
  ['atMs', 'outcome', 'durationMs'],
];

/** One row's values by name, as they were written. */
type Row = Partial<Record<Name, unknown>>;

class Reading {
  full = false;
  private readonly problems = new Problems();
  private unreported = 0;
  private readonly columns: Record<Name, unknown[]> = {
    atMs: [],
    outcome: [],
    durationMs: [],
    key: [],
    path: [],
  };
  private isJson = false;
  /** The columns of the log; null before the first row. A CSV column of another name is ''. */
  private names: readonly (Name | '')[] | null = null;

  constructor(
    private readonly at: string,
    private readonly maxRows: number,
  ) {}

  row(text: string, line: number): void {
    if (text.length > MAX_LINE) {
      this.bad('log-line', { line, got: text.length, max: MAX_LINE });
      return;
    }
    if (this.names === null) this.isJson = text.startsWith('{');
    const row = this.isJson ? this.jsonRow(text, line) : this.csvRow(text, line);
    if (row === null) return;
    const good = this.valuesOf(row, line);
    if (good === null) return;
    const { atMs } = this.columns;
    if (atMs.length === this.maxRows) {
      this.full = true;
      this.problems.add('log-long', this.at, { line, max: this.maxRows });
      return;
    }
    for (const name of this.known()) this.columns[name].push(good[name]);
  }

  done(): ReadLog {
    if (this.unreported > 0) this.problems.add('log-more', this.at, { more: this.unreported });
    const known = this.known();
    const texts = (name: Name) =>
      known.includes(name) ? { [name]: this.columns[name] as readonly string[] } : {};
    const numbers = (name: Name) => Float64Array.from(this.columns[name] as readonly number[]);
    const durations = known.includes('durationMs') ? { durationMs: numbers('durationMs') } : {};
    const log = {
      atMs: numbers('atMs'),
      ...texts('outcome'),
      ...durations,
      ...texts('key'),
      ...texts('path'),
    };
    return { log, problems: this.problems.list };
  }

  private known(): readonly Name[] {
    return (this.names ?? []).filter((name) => name !== '');
  }

  private csvRow(text: string, line: number): Row | null {
    const cells = readCells(text);
    if (cells === null) return this.bad('log-quote', { line });
    if (this.names === null && !cells.some((cell) => NUMBER.test(cell))) return this.header(cells, line);
    this.names ??= UNNAMED[cells.length] ?? UNNAMED[3];
    const wanted = this.names.length;
    if (cells.length !== wanted) return this.bad('log-cells', { line, got: cells.length, wanted });
    return Object.fromEntries(this.names.map((name, i) => [name, cells[i]]));
  }

  /** Takes a first row without a number for the names of the columns. */
  private header(cells: readonly string[], line: number): null {
    const named = (cell: string) => NAMES.find((name) => name.toLowerCase() === cell.toLowerCase()) ?? '';
    const found = cells.map(named);
    // A name that stands twice: the first column is meant.
    this.names = found.map((name, i) => (found.indexOf(name) === i ? name : ''));
    for (const cell of cells) this.nearMiss(cell, line);
    // Without times no row can be read: this one complaint says it all.
    if (!found.includes('atMs')) {
      this.full = true;
      this.problems.add('log-header', this.at, { line, name: 'atMs' });
    }
    return null;
  }

  private jsonRow(text: string, line: number): Row | null {
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch {
      return this.bad('log-json', { line });
    }
    if (!isRecord(raw)) return this.bad('log-json', { line });
    const record = raw;
    if (this.names === null) {
      this.names = NAMES.filter((name) => name === 'atMs' || Object.hasOwn(record, name));
      for (const name of Object.keys(record).slice(0, MAX_PROBLEMS)) this.nearMiss(name, line);
    }
    return Object.fromEntries(
      this.known().map((name) => [name, Object.hasOwn(record, name) ? record[name] : undefined]),
    );
  }

  /** A name one slip away from a known one is meant to be it; all others are somebody else's. */
  private nearMiss(name: string, line: number): void {
    // JSON is exact; the names of a header are not.
    if (NAMES.some((known) => known === name || (!this.isJson && known.toLowerCase() === name.toLowerCase())))
      return;
    const meant = nearest(name, NAMES);
    if (meant !== '') this.bad('log-column', { line, name: shown(name), nearest: meant });
  }

  private valuesOf(row: Row, line: number): Row | null {
    const good: Row = {};
    for (const name of this.known()) {
      const value = name === 'atMs' || name === 'durationMs' ? numberIn(row[name]) : textIn(row[name]);
      if (value === undefined) return this.bad('log-missing', { line, name });
      if (value === null) return this.bad('log-value', { line, name, value: written(row[name]) });
      if (typeof value === 'number' && (value < 0 || value > MAX_AT_MS)) {
        return this.bad('log-range', { line, name, value, max: MAX_AT_MS });
      }
      if (name === 'outcome' && codeOfWord(value as string) === null) {
        return this.bad('log-outcome', { line, value: written(value) });
      }
      good[name] = value;
    }
    const before = this.columns.atMs.at(-1) as number | undefined;
    const atMs = good.atMs as number;
    if (before !== undefined && atMs < before) return this.bad('log-order', { line, atMs, before });
    return good;
  }

  private bad(code: string, params: Problem['params']): null {
    if (this.problems.list.length < MAX_PROBLEMS) this.problems.add(code, this.at, params);
    else this.unreported++;
    return null;
  }
}

/** A plain decimal number: no hexadecimal, no thousands, no Infinity. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Undefined: nothing is there. Null: something else is there. */
function numberIn(raw: unknown): number | null | undefined {
  if (raw === undefined || raw === null || raw === '') return undefined;
  if (typeof raw === 'number') return raw + 0;
  return typeof raw === 'string' && NUMBER.test(raw) ? Number(raw) + 0 : null;
}

function textIn(raw: unknown): string | null | undefined {
  if (raw === undefined || raw === null || raw === '') return undefined;
  if (typeof raw === 'number') return String(raw);
  return typeof raw === 'string' && raw.length <= MAX_CELL ? raw : null;
}

function written(raw: unknown): string {
  return typeof raw === 'string' ? shown(raw) : typeof raw === 'number' ? String(raw) : typeName(raw);
}
