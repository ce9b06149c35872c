import { assert } from '#lib/base/assert.ts';
import type { Frame, Frames } from '#lib/engine/frames.ts';
import type { LimitKey } from '#lib/policies/limit-keys.ts';

const PATHS = 1 << 16;
const CLIENTS = 1 << 15;

/** What a limit is for, as a number: client and path are numbers, and both fit into one. */
export class Keys {
  private readonly byClient: boolean;
  private readonly byRoute: boolean;

  constructor(readonly key: LimitKey) {
    this.byClient = key === 'client' || key === 'client-and-route';
    this.byRoute = key === 'route' || key === 'client-and-route';
  }

  of(frames: Frames, frame: Frame): number {
    const client = this.byClient ? frames.source[frame] : 0;
    const path = this.byRoute ? frames.path[frame] : 0;
    assert(client < CLIENTS && path < PATHS, 'client and path fit into one key');
    return client * PATHS + path;
  }

  /** Rows that a table needs at most. */
  rows(most: number): number {
    return this.key === 'global' ? 1 : most;
  }

  /** A key in words. */
  name(key: number, paths: readonly string[]): string {
    const client = `client ${Math.floor(key / PATHS)}`;
    const path = paths[key % PATHS] ?? '';
    if (this.key === 'global') return 'all';
    return this.byClient && this.byRoute ? `${client} ${path}` : this.byClient ? client : path;
  }
}
