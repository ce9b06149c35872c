import type { Build } from '#lib/engine/build.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Paths } from '#lib/engine/paths.ts';
import type { HashKey } from '#lib/policies/envoy-fields.ts';
import { halves, xxHash64 } from './xxhash64.ts';

/**
 * By what a consistent hash tells calls apart: path, client or user. The hash of a key is kept once it was asked for; it
 * follows from the key alone, so that it is no state of the run.
 */
export class CallKeys {
  private readonly host: Host;
  private readonly paths: Paths;
  private readonly users: number;
  private readonly by: HashKey['is'];
  private highs = new Uint32Array(0);
  private lows = new Uint32Array(0);
  private known = new Uint8Array(0);

  constructor(build: Build<unknown>, key: HashKey) {
    this.host = build.host;
    this.paths = build.paths;
    this.by = key.is;
    this.users = key.is === 'user' ? key.users : 0;
  }

  /** The number of a call's key; its hash can be read from then on. */
  of(call: Frame): number {
    const key = this.keyOf(call);
    if (key >= this.known.length) this.grow(key);
    if (this.known[key] === 0) this.hash(key);
    return key;
  }

  high(key: number): number {
    return this.highs[key];
  }

  low(key: number): number {
    return this.lows[key];
  }

  private keyOf(call: Frame): number {
    const { path, source, ordinal } = this.host.frames;
    if (this.by === 'path') return path[call];
    const client = Math.max(0, source[call]);
    return this.by === 'client' ? client : userOf(client, ordinal[call], this.users);
  }

  private hash(key: number): void {
    const text = this.by === 'path' ? this.paths.names[key] : `${this.by}-${key}`;
    [this.highs[key], this.lows[key]] = halves(xxHash64(text));
    this.known[key] = 1;
  }

  private grow(key: number): void {
    const length = Math.max(this.users, key + 1, 2 * this.known.length);
    const { highs, lows, known } = this;
    this.highs = new Uint32Array(length);
    this.lows = new Uint32Array(length);
    this.known = new Uint8Array(length);
    this.highs.set(highs);
    this.lows.set(lows);
    this.known.set(known);
  }
}

/** Whose request it is: as good as drawn, and the same for one request in every run. */
function userOf(client: number, ordinal: number, users: number): number {
  let mixed = Math.imul(ordinal ^ Math.imul(client + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % users;
}
