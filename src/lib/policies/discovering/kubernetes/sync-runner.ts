/** When it ran last, and how many runs it may do at once. */
const LAST = 0;
const TOKENS = 1;
export const SYNC_RUNNER_STATE = 2;

/** `burstSyncs` of pkg/proxy. */
const BURST = 2;

/**
 * How often a kube-proxy may write its rules (pkg/util/async/bounded_frequency_runner.go): a bucket of two tokens that
 * fills with one each `minSyncPeriod`. So a change that comes alone is written at once, and of many in a row each period's are
 * written together.
 */
export class SyncRunner {
  /** `state`: SYNC_RUNNER_STATE doubles of the arena. */
  constructor(
    private readonly state: Float64Array,
    private readonly minSyncMicros: number,
  ) {
    state[TOKENS] = BURST;
  }

  /** Takes a token: 0. None is left: micros until there will be one. */
  take(nowMicros: number): number {
    const { state, minSyncMicros } = this;
    if (minSyncMicros === 0) return 0;
    state[TOKENS] = Math.min(BURST, state[TOKENS] + (nowMicros - state[LAST]) / minSyncMicros);
    state[LAST] = nowMicros;
    if (state[TOKENS] < 1) return Math.ceil((1 - state[TOKENS]) * minSyncMicros);
    state[TOKENS]--;
    return 0;
  }
}
