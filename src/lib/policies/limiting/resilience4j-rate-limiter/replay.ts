import {
  onlyOptions,
  Unsupported,
  type Decision,
  type RecordedEvent,
  type Replays,
} from '#lib/base/recording.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { inOrder } from '#lib/policies/limiting/replay-arrivals.ts';
import { create, type Resilience4jRateLimiter } from './behaviour.ts';

const NANOS_PER_MS = 1e6;

/** The recorded command is `acquire`, of one permission or of `permits`; told are whether it gets them, and after which wait. */
export const replays: Replays = {
  'r4j-ratelimiter': (recording) => {
    onlyOptions(recording, ['limitForPeriod', 'limitRefreshPeriodMs', 'timeoutDurationMs']);
    const { events = [], expected = [] } = recording;
    // Resilience4j's own defaults.
    const defaults = { limitForPeriod: 50, limitRefreshPeriodMs: 0.0005, timeoutDurationMs: 5_000 };
    const config = { ...defaults, ...recording.config, key: 'global', maxKeys: 1 };
    const lone = new LoneGate(create, config);
    const decided = decisionsOf(lone, events, Number(config.timeoutDurationMs));
    const decisions = expected.map(({ event, atMs }) =>
      typeof event === 'number' ? decided[event] : { atMs },
    );
    return { decisions };
  },
};

function decisionsOf(lone: LoneGate, events: readonly RecordedEvent[], timeoutMs: number): Decision[] {
  const unknown = events.find(({ op = 'acquire' }) => op !== 'acquire');
  if (unknown !== undefined) throw new Unsupported(`unknown command “${unknown.op}”`);
  const gate = lone.gate as Resilience4jRateLimiter;
  const row = gate.limiterForAll();
  const decided: Decision[] = [];
  const times = events.map(({ atMs }) => atMs);
  inOrder(lone.sim, times, (event) => {
    const { atMs, permits = 1 } = events[event];
    const waitMs = gate.reserve(row, permits) / NANOS_PER_MS;
    const permitted = waitMs <= timeoutMs;
    decided[event] = { event, atMs, permitted, ...(permitted && waitMs > 0 ? { waitMs } : {}) };
  });
  return decided;
}
