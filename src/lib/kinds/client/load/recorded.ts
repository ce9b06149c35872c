import { readArrivalsLog } from '#lib/base/arrivals-log.ts';
import { msToMicros, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { LoadOf } from '#lib/kinds/load-fields.ts';
import type { Pace } from './pace.ts';

/** Requests at the microseconds at which they were recorded, once or round after round. */
export class Recorded implements Pace {
  /** Derived from the settings alone. */
  private readonly atMicros: Float64Array;
  private readonly paths: Int32Array | null;
  /** 0: once. */
  private readonly roundMicros: number;
  readonly due: Float64Array;
  private readonly state: Float64Array;

  constructor(build: Build<unknown>, { log, fromFirst, loopSeconds }: LoadOf<'recorded'>) {
    const { atMs, path } = readArrivalsLog(log).log;
    const zero = fromFirst && atMs.length > 0 ? msToMicros(atMs[0]) : 0;
    this.atMicros = atMs.map((each) => msToMicros(each) - zero);
    this.paths = path === undefined ? null : Int32Array.from(path, (each) => build.paths.intern(each));
    const whole = this.atMicros.at(-1) ?? 0;
    this.roundMicros = loopSeconds === 0 ? 0 : Math.max(sToMicros(loopSeconds), whole, SHORTEST_ROUND);
    this.due = build.f64(1);
    this.state = build.f64(2);
  }

  begin(nowMicros: number): void {
    this.state[BEGAN] = nowMicros;
    this.state[COUNT] = 0;
  }

  next(): void {
    const rows = this.atMicros.length;
    const count = this.state[COUNT]++;
    const round = Math.floor(count / rows);
    // Without rows the round is not a number.
    const more = round === 0 || (round > 0 && this.roundMicros > 0);
    const sinceBegun = more ? round * this.roundMicros + this.atMicros[count % rows] : Infinity;
    this.due[0] = this.state[BEGAN] + sinceBegun;
  }

  path(): number {
    return this.paths === null ? NONE : this.paths[(this.state[COUNT] - 1) % this.paths.length];
  }
}

const BEGAN = 0;
const COUNT = 1;
/** A round of no length would never let time go on. */
const SHORTEST_ROUND = 1_000;
