import type { Snapshot } from '#lib/engine/arena.ts';

interface Kept {
  readonly atMicros: number;
  readonly snapshot: Snapshot;
}

/** Snapshots of one run in the order of time, thinned to a budget of memory: the older, the sparser. */
export class Snapshots {
  private kept: Kept[] = [];

  constructor(private readonly budgetBytes = 64 * 2 ** 20) {}

  /** Keeps the world as it is, just before the events of `atMicros`; does not ask for it when it is older than the last. */
  add(atMicros: number, save: () => Snapshot): void {
    const last = this.kept.at(-1);
    if (last !== undefined && last.atMicros >= atMicros) return;
    this.kept.push({ atMicros, snapshot: save() });
    while (this.bytes() > this.budgetBytes && this.kept.length > 2) this.thin();
  }

  /** The last one at or before a time. The first, of time 0, is always there. */
  before(micros: number): Kept {
    let best = this.kept[0];
    for (const each of this.kept) if (each.atMicros <= micros) best = each;
    return best;
  }

  /** Forgets those after a time: the script changed there. */
  dropAfter(micros: number): void {
    this.kept = this.kept.filter((each) => each.atMicros <= micros);
  }

  private bytes(): number {
    return this.kept.reduce((sum, each) => sum + each.snapshot.bytes, 0);
  }

  /** Drops the one whose absence leaves the smallest gap for its age; never the first or the last. */
  private thin(): void {
    const newest = this.kept[this.kept.length - 1].atMicros;
    let worst = 1;
    let least = Infinity;
    for (let i = 1; i < this.kept.length - 1; i++) {
      const gap = this.kept[i + 1].atMicros - this.kept[i - 1].atMicros;
      const cost = gap / (newest - this.kept[i].atMicros + 1);
      if (cost < least) {
        least = cost;
        worst = i;
      }
    }
    this.kept.splice(worst, 1);
  }
}
