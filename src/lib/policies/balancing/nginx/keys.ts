import type { Build } from '#lib/engine/build.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { crcText, crcWord } from './crc32.ts';
import type { NginxConfig } from './policy.ts';

/** What the hash methods hash of a request. A client goes by the stable hash of its name. */
export class Keys {
  private readonly byClient: boolean;

  constructor(private readonly build: Build<NginxConfig>) {
    this.byClient = build.config.hashKey === 'client';
  }

  /** A client's IPv4 address; it has none, so that the stable hash of its name stands for it. */
  addressOf(call: Frame): number {
    const { sim } = this.build;
    return sim.instances[sim.frames.source[call]].hash;
  }

  /** Feeds the key of a call into a CRC. */
  feed(crc: number, call: Frame): number {
    const { sim } = this.build;
    const { source, path } = sim.frames;
    if (this.byClient) return crcWord(crc, sim.instances[source[call]].hash);
    return crcText(crc, sim.paths.names[path[call]]);
  }
}
