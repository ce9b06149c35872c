import type { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import { KeyTable } from '#lib/engine/key-table.ts';
import { Keys } from '#lib/policies/limiting/keys.ts';
import type { LimitReq } from './policy.ts';

const STATE_BYTES = 128;
/** Keys that are really kept: a snapshot copies them. */
const MOST_ROWS = 1_024;
/** When a key that was not let in yet was last: long enough ago for any excess to be gone. */
const LONG_AGO_MS = -1e12;
/** A state that is idle for so long, and empty, may be reclaimed. */
const IDLE_MS = 60_000;

const ROW = 0;
const SEEN = 1;

/** A shared memory zone with the limit that a location sets on it; in milli-requests and ms, all whole, as in nginx. */
export class Zone {
  readonly keys: Keys;
  /** States that a zone of this size holds in nginx. */
  readonly states: number;
  readonly table: KeyTable;
  /** Milli-requests a second. */
  readonly rate: number;
  /** In milli-requests. */
  readonly burst: number;
  readonly delay: number;
  private readonly excess: Int32Array;
  private readonly last: Float64Array;
  /** The row looked at last, and its excess with that request. */
  private readonly looked: Int32Array;

  constructor(build: Build<unknown>, limit: LimitReq) {
    this.keys = new Keys(limit.key);
    this.states = Math.floor((limit.zoneKilobytes * 1_024) / STATE_BYTES);
    this.table = new KeyTable(build, this.keys.rows(Math.min(this.states, MOST_ROWS)));
    this.rate = Math.floor((limit.rate * 1_000) / (limit.per === 'r/s' ? 1 : 60));
    this.burst = limit.burst * 1_000;
    this.delay = limit.nodelay ? Infinity : limit.delay * 1_000;
    this.excess = build.i32(this.table.capacity);
    this.last = build.f64(this.table.capacity);
    this.looked = build.i32(2);
  }

  /** What the excess of the request looked at last was, or would have been. */
  get seen(): number {
    return this.looked[SEEN];
  }

  /** ngx_http_limit_req_lookup: false when the key's excess would be above the burst. */
  look(key: number, nowMs: number): boolean {
    const { table, looked } = this;
    let row = table.find(key);
    if (row === NONE) {
      this.expire(nowMs);
      row = table.add(key);
      this.excess[row] = 0;
      this.last[row] = LONG_AGO_MS;
    } else table.touch(row);
    looked[ROW] = row;
    looked[SEEN] = Math.max(0, this.decayed(row, nowMs) + 1_000);
    // A new key's first request is not counted.
    return looked[SEEN] <= this.burst;
  }

  /** ngx_http_limit_req_account: the request just looked at passes; whole ms of delay. */
  account(nowMs: number): number {
    const { looked, delay } = this;
    const excess = looked[SEEN];
    this.excess[looked[ROW]] = excess;
    this.last[looked[ROW]] = nowMs;
    return excess <= delay ? 0 : Math.floor(((excess - delay) * 1_000) / this.rate);
  }

  /** The excess of a row at this moment, in milli-requests. */
  excessAt(row: number, nowMs: number): number {
    return Math.max(0, this.decayed(row, nowMs));
  }

  private decayed(row: number, nowMs: number): number {
    return this.excess[row] - Math.floor((this.rate * (nowMs - this.last[row])) / 1_000);
  }

  /** ngx_http_limit_req_expire: before a new key comes, up to two of the oldest states go if they mean nothing any more. */
  private expire(nowMs: number): void {
    for (let i = 0; i < 2; i++) {
      const row = this.table.oldest;
      if (row === NONE || nowMs - this.last[row] < IDLE_MS || this.decayed(row, nowMs) > 0) return;
      this.table.remove(row);
    }
  }
}
