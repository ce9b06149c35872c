import type { Build } from '#lib/engine/build.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { HaproxyConfig } from './policy.ts';

/**
 * What `balance source` and `balance uri` hash a call to (get_server_sh and get_server_uh of backend.c), with the default hash-type:
 * the client's IPv4 address as it is; the path up to its question mark by sdbm. A client has no address: the stable hash of
 * its name stands for one.
 */
export class CallHash {
  private readonly bySource: boolean;

  constructor(private readonly build: Build<HaproxyConfig>) {
    this.bySource = build.config.balance === 'source';
  }

  of(call: Frame): number {
    const { sim } = this.build;
    const { source, path } = sim.frames;
    return this.bySource ? sim.instances[source[call]].hash >>> 0 : sdbm(sim.paths.names[path[call]]);
  }
}

/** hash * 65599 + c, in 32 bits. */
export function sdbm(path: string): number {
  let hash = 0;
  for (let at = 0; at < path.length; at++) {
    const char = path.charCodeAt(at);
    if (char === QUESTION_MARK) break;
    hash = (char + (hash << 6) + (hash << 16) - hash) | 0;
  }
  return hash >>> 0;
}

const QUESTION_MARK = 63;
