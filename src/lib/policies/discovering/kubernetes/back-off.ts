import { sToMicros } from '#lib/base/time.ts';

const NEXT = 0;
const LAST = 1;
export const BACK_OFF_STATE = 2;

const FIRST_MICROS = sToMicros(10);
const CAP_MICROS = sToMicros(300);
/** client-go's `Backoff` forgets what it has not seen for twice its cap. */
const FORGET_MICROS = 2 * CAP_MICROS;

/**
 * When a container that ended is restarted (`doBackOff` of pkg/kubelet/kuberuntime, client-go's flowcontrol.Backoff): at once the
 * first time, then 10 s after its end, twice as long each time, at most 300 s; all over again when it ended more than ten
 * minutes after it was last restarted.
 */
export class BackOff {
  /** `state`: BACK_OFF_STATE doubles of the arena: micros to wait next, and when it was last restarted. */
  constructor(private readonly state: Float64Array) {}

  /** Micros from its end to its restart. */
  of(endedMicros: number): number {
    return this.forgets(endedMicros) ? 0 : this.state[NEXT];
  }

  restarted(endedMicros: number, nowMicros: number): void {
    const { state } = this;
    state[NEXT] = this.forgets(endedMicros) ? FIRST_MICROS : Math.min(2 * state[NEXT], CAP_MICROS);
    state[LAST] = nowMicros;
  }

  /** Nothing is remembered: 0 in NEXT. */
  private forgets(endedMicros: number): boolean {
    return this.state[NEXT] === 0 || endedMicros - this.state[LAST] > FORGET_MICROS;
  }
}
