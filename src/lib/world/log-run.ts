import type { ArrivalsLog } from '#lib/base/arrivals-log.ts';
import { LogWorld, STILL, type LogOptions, type LogRows } from './log-world.ts';

/** A step of a machine while a log ran. */
export interface LogStep {
  readonly atMs: number;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export interface LogRun {
  readonly rows: LogRows;
  /** Up to the last arrival. */
  readonly steps: readonly LogStep[];
  /** Names by number, as `rows.reason` has them. */
  readonly reasons: readonly string[];
}

/** An hour after the last arrival nothing is under way any more. */
const HOUR_MICROS = 3_600_000_001;

/** Runs a log through a chain until every row has ended. @throws EngineLimit */
export function runLog(log: ArrivalsLog, options: LogOptions): LogRun {
  const steps: LogStep[] = [];
  const world: LogWorld = new LogWorld(log, options, {
    wantsHops: false,
    hop: () => undefined,
    ended: () => undefined,
    transition(atMicros, chart, subject, from, to, _event, rule, a, b) {
      if (atMicros > world.lastMicros) return;
      const { options, table } = world.sim.charts[chart];
      const reason = options.rules[rule].replace('{a}', String(a)).replace('{b}', String(b));
      const names = { subject: options.subjects[subject], from: table.states[from], to: table.states[to] };
      steps.push({ atMs: atMicros / 1_000, ...names, reason });
    },
  });
  const end = world.lastMicros + HOUR_MICROS;
  // In slices: timers of a policy may go on for ever, and need not be waited for.
  for (let at = world.lastMicros + 1; world.rows.outcome.includes(STILL) && at <= end; at += SLICE_MICROS) {
    world.run(at);
  }
  return { rows: world.rows, steps, reasons: world.sim.reasons.names };
}

const SLICE_MICROS = 10_000_000;
