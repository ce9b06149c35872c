import type { Fact, FactBar } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { KeyTable } from '#lib/engine/key-table.ts';
import type { LimitKey } from '#lib/policies/limit-keys.ts';
import { Keys } from './keys.ts';

const BARS = 8;

/** What all limiters with a row of state for each key share: the rows, the refusals, and how they explain themselves. */
export abstract class Limiter implements Gate {
  protected readonly host: Host;
  protected readonly table: KeyTable;
  private readonly keys: Keys;
  private readonly epochMicros: number;
  private readonly refusal: Verdict;
  private readonly refused: Int32Array;
  private readonly pathNames: readonly string[];

  /** `reason` names its refusals, which products answer with `status` where that is a setting. */
  constructor(
    build: Build<unknown>,
    { key, maxKeys }: { key: LimitKey; maxKeys: number },
    reason: string,
    private readonly status?: number,
  ) {
    this.host = build.host;
    this.keys = new Keys(key);
    this.table = new KeyTable(build, this.keys.rows(maxKeys));
    this.epochMicros = build.epochMicros;
    this.refusal = REFUSE + build.reason(reason, 'rate-limited');
    this.refused = build.i32(1);
    this.pathNames = build.paths.names;
  }

  /** A key that was unknown, or forgotten, came: its columns begin anew. */
  protected abstract begin(row: number): void;

  protected abstract admit(row: number, frame: Frame): Verdict;

  /** How much of `full` the key has used, in requests, at this moment. Cold and pure. */
  protected abstract used(row: number): number;
  protected abstract readonly full: number;
  /** What `used` is called. */
  protected abstract readonly measure: string;

  /** What else there is to tell of a key. */
  protected facts(_row: number): readonly Fact[] {
    return [];
  }

  enter(frame: Frame): Verdict {
    const { table } = this;
    const key = this.keys.of(this.host.frames, frame);
    let row = table.find(key);
    if (row === NONE) {
      row = table.add(key);
      this.begin(row);
    } else table.touch(row);
    return this.admit(row, frame);
  }

  leave(_frame: Frame): void {}

  reset(): void {
    this.table.clear();
    this.refused[0] = 0;
  }

  explain(): readonly Fact[] {
    const { table } = this;
    const row = table.newest;
    const level = { key: 'level', label: this.measure, of: this.full };
    const label = this.status === undefined ? 'Refused so far' : `Refused so far (${this.status})`;
    const refused = { key: 'refused', label, value: this.refused[0] };
    if (row === NONE) return [{ ...level, value: 0 }, refused];
    const facts = [{ ...level, value: this.used(row) }, ...this.facts(row), refused];
    if (this.keys.key === 'global') return facts;
    const keys = { key: 'keys', label: 'Keys tracked', value: table.count, of: table.capacity };
    const last = { key: 'last', label: 'Last seen', value: this.nameOf(row) };
    const dropped = { key: 'dropped', label: 'Keys forgotten', value: table.dropped };
    return [last, ...facts, { ...keys, bars: this.bars() }, ...(table.dropped > 0 ? [dropped] : [])];
  }

  /** What the product's wall clock says, in micros since 1970. */
  protected get wallMicros(): number {
    return this.epochMicros + this.host.now;
  }

  /** Refuses; with `retryMs`, says in how many whole ms it makes sense to come back. */
  protected refuse(frame: Frame, retryMs: number = NONE): Verdict {
    this.host.frames.result[frame] = retryMs;
    this.refused[0]++;
    return this.refusal;
  }

  private nameOf(row: number): string {
    return this.keys.name(this.table.keyOf(row), this.pathNames);
  }

  /** The keys that have used most. */
  private bars(): FactBar[] {
    const bars: FactBar[] = [];
    for (let row = this.table.newest; row !== NONE; row = this.table.olderThan(row)) {
      bars.push({ label: this.nameOf(row), value: this.used(row), of: this.full });
    }
    return bars.sort((a, b) => b.value - a.value).slice(0, BARS);
  }
}
