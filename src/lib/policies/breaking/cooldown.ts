import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_S, msUp, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Host } from '#lib/engine/host.ts';
import { saidToCallers, timeLeft } from './breaker-facts.ts';

/** How long a breaker of the course's kind stays open, from the moment it was last begun. */
export class Cooldown {
  private readonly host: Host;
  private readonly micros: number;
  private readonly since: Float64Array;

  constructor(build: Build<unknown>, seconds: number) {
    this.host = build.host;
    this.micros = sToMicros(seconds);
    this.since = build.f64(1);
  }

  begin(): void {
    this.since[0] = this.host.now;
  }

  clear(): void {
    this.since[0] = 0;
  }

  /** At its very end it is over. */
  get isOver(): boolean {
    return this.host.now - this.since[0] >= this.micros;
  }

  get elapsedSeconds(): number {
    return (this.host.now - this.since[0]) / MICROS_PER_S;
  }

  /** In whole ms, rounded up: when it makes sense to come back. */
  get leftMs(): number {
    return msUp(this.micros - (this.host.now - this.since[0]));
  }

  facts(key: string, label: string): readonly Fact[] {
    const due = this.since[0] + this.micros;
    const left = timeLeft(key, label, this.host.now, due, this.micros);
    return this.isOver ? [left] : [left, saidToCallers(this.leftMs)];
  }
}
