import type { Fact, FactBar } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { KeyTable } from '#lib/engine/key-table.ts';
import { Keys } from '#lib/policies/limiting/keys.ts';
import type { LimitConn, NginxLimitConnConfig } from './policy.ts';

/**
 * nginx's limit_conn (src/http/modules/ngx_http_limit_conn_module.c): counts a key's requests in progress, from when their
 * headers are read until they end; `conn >= limit` is refused. Limits are asked in order, and one that refuses gives back
 * what those before it took. A key with nothing in progress has no state; a zone that is full refuses.
 */
export function create(build: Build<NginxLimitConnConfig>): Gate {
  return new NginxLimitConn(build);
}

const MOST_ROWS = 1_024;
const BARS = 8;

/** What a request that was let in notes: in a dry run one over a limit holds no place. */
const UNCOUNTED = 0;
const COUNTED = 1;

class NginxLimitConn implements Gate {
  private readonly host: Host;
  private readonly zones: readonly Zone[];
  private readonly refusal: Verdict;
  private readonly refused: Int32Array;
  private readonly pathNames: readonly string[];
  private readonly rejectStatus: number;
  private readonly dryRun: boolean;

  constructor(build: Build<NginxLimitConnConfig>) {
    this.host = build.host;
    this.zones = build.config.limits.map((limit) => new Zone(build, limit));
    this.refusal = REFUSE + build.reason('limit_conn', 'rate-limited');
    this.refused = build.i32(1);
    this.pathNames = build.paths.names;
    this.rejectStatus = build.config.rejectStatus;
    this.dryRun = build.config.dryRun;
  }

  enter(frame: Frame): Verdict {
    const { zones, host } = this;
    for (let at = 0; at < zones.length; at++) {
      if (zones[at].take(zones[at].keys.of(host.frames, frame))) continue;
      this.giveBack(frame, at);
      this.refused[0]++;
      host.mark(frame, UNCOUNTED);
      return this.dryRun ? GO : this.refusal;
    }
    host.mark(frame, COUNTED);
    return GO;
  }

  leave(frame: Frame): void {
    if (this.host.stamp(frame) === COUNTED) this.giveBack(frame, this.zones.length);
  }

  reset(): void {
    for (const zone of this.zones) zone.table.clear();
    this.refused[0] = 0;
  }

  explain(): readonly Fact[] {
    const label = this.dryRun ? 'To be refused, so far' : `Refused so far (${this.rejectStatus})`;
    return [
      ...this.zones.map((zone, at) => zone.fact(at, this.pathNames)),
      { key: 'refused', label, value: this.refused[0] },
    ];
  }

  private giveBack(frame: Frame, zones: number): void {
    for (let at = 0; at < zones; at++) {
      const zone = this.zones[at];
      zone.giveBack(zone.keys.of(this.host.frames, frame));
    }
  }
}

class Zone {
  readonly keys: Keys;
  readonly table: KeyTable;
  private readonly limit: number;
  private readonly conn: Int32Array;

  constructor(build: Build<unknown>, { key, connections }: LimitConn) {
    this.keys = new Keys(key);
    this.table = new KeyTable(build, this.keys.rows(MOST_ROWS));
    this.limit = connections;
    this.conn = build.i32(this.table.capacity);
  }

  take(key: number): boolean {
    const { table, conn } = this;
    let row = table.find(key);
    if (row === NONE) {
      if (table.count === table.capacity) return false;
      row = table.add(key);
      conn[row] = 0;
    } else if (conn[row] >= this.limit) return false;
    conn[row]++;
    return true;
  }

  giveBack(key: number): void {
    const row = this.table.find(key);
    if (--this.conn[row] === 0) this.table.remove(row);
  }

  fact(at: number, paths: readonly string[]): Fact {
    const { table, conn, limit } = this;
    const bars: FactBar[] = [];
    for (let row = table.newest; row !== NONE; row = table.olderThan(row)) {
      bars.push({ label: this.keys.name(table.keyOf(row), paths), value: conn[row], of: limit });
    }
    bars.sort((a, b) => b.value - a.value);
    const fact = { key: `conn${at}`, label: 'In progress', value: bars[0]?.value ?? 0, of: limit };
    if (this.keys.key === 'global') return fact;
    return { ...fact, label: 'In progress, the busiest key', bars: bars.slice(0, BARS) };
  }
}
