import type { Build } from '#lib/engine/build.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { LoadOf } from '#lib/kinds/load-fields.ts';
import type { Pace } from './pace.ts';

/** So many requests within one microsecond, every so often: what a batch job or a synchronised retry looks like. */
export class Bursts implements Pace {
  private readonly everyMicros: number;
  private readonly requests: number;
  readonly due: Float64Array;
  private readonly state: Float64Array;

  constructor(build: Build<unknown>, { requests, everySeconds }: LoadOf<'burst'>) {
    this.everyMicros = sToMicros(everySeconds);
    this.requests = requests;
    this.due = build.f64(1);
    this.state = build.f64(2);
  }

  begin(nowMicros: number): void {
    this.state[BEGAN] = nowMicros;
    this.state[COUNT] = 0;
  }

  next(): void {
    const burst = 1 + Math.floor(this.state[COUNT]++ / this.requests);
    this.due[0] = this.state[BEGAN] + burst * this.everyMicros;
  }
}

const BEGAN = 0;
const COUNT = 1;
