import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';

const SKIPS = 0x1f;
const BACKUP = 0x20;
const START_SHIFT = 6;
/** Milliseconds go round after 18 hours; no request takes that long. */
const START = 0x3ffffff;

/**
 * What nginx remembers of a request between its tries, in one word: servers that a hash or random method had to skip, whether
 * it has gone over to the backups, and when it began on nginx's clock of milliseconds.
 */
export class RequestNotes {
  constructor(
    private readonly host: Host,
    private readonly epochMicros: number,
  ) {}

  begin(request: Frame): void {
    this.host.mark(request, this.nowMs << START_SHIFT);
  }

  skips(request: Frame): number {
    return this.host.stamp(request) & SKIPS;
  }

  skipped(request: Frame, skips: number): void {
    this.host.mark(request, (this.host.stamp(request) & ~SKIPS) | skips);
  }

  /** 0: it asks the primaries; 1: the backups. */
  set(request: Frame): number {
    return (this.host.stamp(request) & BACKUP) === 0 ? 0 : 1;
  }

  goToBackups(request: Frame): void {
    this.host.mark(request, this.host.stamp(request) | BACKUP);
  }

  ageMs(request: Frame): number {
    return (this.nowMs - (this.host.stamp(request) >>> START_SHIFT)) & START;
  }

  private get nowMs(): number {
    return Math.floor((this.epochMicros + this.host.now) / MICROS_PER_MS) & START;
  }
}
